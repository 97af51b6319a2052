"""The registry: the transaction, the tables, the journal, the deadlines, the outbox, the queries.

The only room with a database. It decides nothing about the procedure: it reads facts, asks
``states/`` and ``rules/``, and writes all of the answer or none of it.
"""
