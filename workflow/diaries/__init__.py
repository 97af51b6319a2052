"""Diaries (« agendas »): whose they are, and the secret addresses at which they are read.

It must not know what a diary shows, which ``workflow/reading/diaries.py`` reads, nor its format.
"""
