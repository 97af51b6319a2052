"""The messenger: takes what the outbox holds and makes it leave by mail or into a folder.

It knows how to tell, never what to decide: the text of a message is a template, its occasion was
written in the registry by the act itself.
"""
