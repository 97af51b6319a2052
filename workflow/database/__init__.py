"""The plumbing of the two databases: transactions, compiled statements, instants.

Knows no table by name.
"""
