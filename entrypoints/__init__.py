"""The doors: command line and scheduler. They assemble everything and ask the clock.

No rule and no statement of SQL lives here.
"""
