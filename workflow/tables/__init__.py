"""The tables: one class each, the single definition of every column.

Instants are microseconds since 1970 UTC in a BIGINT, days ISO text, yes/no 0 or 1, structured
data canonical JSON text: what the bare driver stores must be what SQLAlchemy reads
(``statements.ProcessorNeeded`` guards it). Legal nouns are French, machinery English.
``subjects`` holds what the procedure is about, ``trail`` what happened to it, ``post`` what comes
in and goes out.
"""
