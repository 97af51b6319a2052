"""The web door: pages for people, an interface for programmes, feeds for calendars.

``app`` makes the application from an assembly, ``server`` runs it beside the scheduler. A page is
a module of ``pages/`` and its templates; ``visits`` says who asks and opens what they may see,
``posted`` reads what they send, ``rendering`` shows, ``failing`` answers what cannot be. It must
not know the procedure: it asks the registry, as the command line does, and tells what it answered.
"""
