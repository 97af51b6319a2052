"""The press: pages of typst and their data in, a PDF out. Both rooms that write documents use it.

Knows no letter, no séance, no database: what a page says is its caller's.
"""
