"""What the house runs by: agents, services and their offer, calendars, the procedure and its rules;
its health.
"""
