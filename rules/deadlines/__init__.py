"""From facts to deadlines: what a rule opens, counts from, moves and closes.

Does not know which rules there are: they are in ``rules/procedures``.
"""
