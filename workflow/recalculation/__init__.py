"""Deadlines counted again: another calendar or rule simulated, applied; the nightly comparison.

Changes no fact.
"""
