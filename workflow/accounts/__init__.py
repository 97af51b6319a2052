"""The accounts: how an agent comes in and stays, who keeps that, who looked at what.

Knows no page, no cookie and no address: a token in, who it is out.
"""
