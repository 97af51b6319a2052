"""The tableau commun that still travels as a file: written for a service or for whoever
coordinates, filled in, read again line by line. It knows what a cell says, never how a line is
stored.
"""
