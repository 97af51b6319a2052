"""The séances: opened, acted on, decided, written up and printed; the programme of a year."""
