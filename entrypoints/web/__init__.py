"""The web door: pages for people, an interface for programmes, feeds for calendars.

``serving`` makes the application and runs it beside the scheduler. A page is a module of ``pages``
and its templates, an operation a function of ``api``; what both do alike is done at the ``desks``.
``visitors`` says who asks and opens what they may see, ``forms`` reads what they send,
``rendering`` shows. It must not know the procedure: it asks the registry, as the command line
does, and tells what it answered.
"""
