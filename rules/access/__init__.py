"""Who may open what: the one policy of every page, API route and export.

What an act asks for is the procedure's law; here is what may be seen, and so be acted upon.
"""
