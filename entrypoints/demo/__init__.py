"""The demonstration: six months of the procedure on a virtual clock, by made-up people and agents.

``cast`` is who plays, ``stage`` what agents act upon, ``agents`` what each office does with its
day, ``offers`` what services say of themselves, ``desks`` what agents do at their screens,
``events`` what webRSA and the weather bring, ``under_way`` and ``morning`` what has no end yet when
one comes in, ``story`` the calendar of it all, ``summary`` what it tells.
"""
