"""The second current: due rungs, each fired in its own transaction.

Decides nothing about a person.
"""
