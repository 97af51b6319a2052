"""What goes in and out as files: imports, the lists of the month, the letters."""
