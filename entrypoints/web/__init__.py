"""The web door: what is read from a browser or by another programme, without the command line.

``app`` makes the application from an assembly, ``server`` runs it beside the scheduler, and each
other module serves one thing. It must not know the procedure: it asks the registry, as the command
line does, and tells what it answered.
"""
