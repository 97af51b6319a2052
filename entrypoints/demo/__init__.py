"""The demonstration: six months of the procedure on a virtual clock, by made-up people and agents.

``stage`` is what agents act upon, ``agents`` what each office does with its day, ``events`` what
webRSA and the weather bring, ``story`` the calendar of it all, ``summary`` what it tells.
"""
