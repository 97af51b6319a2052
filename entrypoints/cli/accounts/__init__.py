"""``compte``: who comes in, by what, since when; and who looked at what."""
