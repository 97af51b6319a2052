"""The webRSA counter: the XML files that webRSA and an ALI exchange, read, written and sampled.

It knows the three formats and the names of the files; it must not know what the application does
with them. Nothing here touches the database.
"""
