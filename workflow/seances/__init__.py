"""The life of a séance: programme, acts, lines taken along, its record.

Does not know how a spreadsheet of it looks.
"""
