"""The one path of an act: lock, read, judge, write, journal, tell.

Does not know séances beyond their locks, nor how a sweep or a file brings an act.
"""
