"""What of the registry is open to whom: the policy of ``rules.access``, one row at a time or as the
condition of a list. It knows tables and no screen.
"""
