"""The letters of a dossier, and to those who attend a séance: made, kept with their bytes, posted,
and what the post said of them.

Knows neither their words nor their pages: a press is given to it. The days of the post are told by
acts of the procedure.
"""
