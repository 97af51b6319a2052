"""The accounts of agents: what a password must be, what failures cost, how long things last.

Who may keep them is the policy's (``rules/access``).
"""
