"""The agents: who they are, what they may act as, when they are away, how they are told.

Knows no password and sends nothing.
"""
