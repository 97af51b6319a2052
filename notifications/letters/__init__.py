"""The letters: which there are, what each prints, their pages, and how they are printed.

Knows no table and no post office: it is given facts and a letterhead, and gives a PDF back.
"""
