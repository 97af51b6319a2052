"""The services, their offices and offers, and the cycles that concern them.

Knows no line of a séance.
"""
