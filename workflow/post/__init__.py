"""Messages to leave, written in the transaction of what they tell.

Sends nothing.
"""
