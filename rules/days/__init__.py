"""Which days count: zones, holidays, closures, the compiled calendar.

Knows no delay: it is asked about days, not about the procedure.
"""
