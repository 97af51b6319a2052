"""The counter: files that come in and go out (webRSA's XML, the lists of the month, the programme).

It translates between files and the registry's commands; it never touches a table directly.
"""
