"""Tables of people and facts: CSV, XLSX and ODS, from organisations that webRSA has no file for.

A table is opened and checked whole, its headings are recognised, each line becomes a person and
facts, then acts of the procedure.
"""
