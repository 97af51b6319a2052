"""The programme of a year: what the rules want, what is programmed, what clashes, what is held
right after."""
