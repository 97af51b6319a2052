"""Documents that people hang up, open and subscribe to: PDF, spreadsheets, calendars.

Knows no database row and no person: it is given what the registry read, and puts it into words.
"""
