"""What happened: the facts, the chained journal, its verification.

Writes what it is given; judges nothing.
"""
