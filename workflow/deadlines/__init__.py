"""Deadlines as rows: the current ones, what the facts want, the difference written.

Does not know which act touched them.
"""
