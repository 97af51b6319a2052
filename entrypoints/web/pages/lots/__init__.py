"""Several dossiers at once: ticked on a list, looked at, done, with what became of each."""
