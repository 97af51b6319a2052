"""How a delay is counted on a calendar: kinds, pauses, durations, the account day by day.

Knows no fact and no rule of the procedure.
"""
