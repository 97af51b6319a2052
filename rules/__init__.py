"""The law: working days, delays, deadlines, facts, guards. Pure.

This room knows no database, no clock, no network and no YAML: time and configuration are
arguments. Everything that a jurist could contest is decided here or in ``states/``.
"""
