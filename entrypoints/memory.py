"""How the process looks after its memory."""

import gc

_YOUNG = 20_000
"""How many new objects call for a look at the young ones: an act makes about a thousand and keeps
none, so Python's own 700 would have each act looked at more than once for nothing."""


def hold() -> None:
    """To be called before all is loaded: nothing of it is garbage, and looking for some takes an
    eighth of the start. ``settle`` ends it."""
    gc.disable()


def settle() -> None:
    """To be called once all is loaded: what is loaded by then lasts as long as the process, and
    the collector that would look at it again and again costs a quarter of an act."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(_YOUNG)
