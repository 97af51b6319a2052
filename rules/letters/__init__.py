"""The letters to the allocataire: which one a dossier calls for, what the post makes of it, until
when a decision may be contested.

Knows no page, no word of a letter, no database.
"""
