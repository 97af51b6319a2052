"""Diaries (« agendas »): seen, taken away as a file, read at a secret address."""
