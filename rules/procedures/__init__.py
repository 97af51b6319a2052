"""The procedure's side of every rule of delay: what opens, counts and closes it.

How many days, of which kind, with which ladder, from when to when and by which text is the
département's side and stands in its configuration under the same code. Codes are stored in
deadlines and in the journal: never renamed. Sources: DOMAIN.md §3 and §8; a code in ``I-`` is an
internal delay that no document gives and exists so that no waiting state goes unwatched.
"""
