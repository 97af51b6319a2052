"""What comes of a séance: the results of its lines, the decisions after an EP, what is written of
it."""
