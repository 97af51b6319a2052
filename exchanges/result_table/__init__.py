"""The results of a séance, typed in a table: one line each, every kind of result in one file.

For the room without network: the lines are written out, filled in on paper or on a laptop, and
given back.
"""
