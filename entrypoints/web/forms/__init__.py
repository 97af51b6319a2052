"""Forms: what an act asks, what was posted, what somebody else recorded meanwhile.

It reads and compares; it neither writes a page nor does what the form asks.
"""
