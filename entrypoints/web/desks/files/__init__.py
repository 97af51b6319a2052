"""Files in and out: imports, and the lists of the month."""
