"""Acts on several dossiers at once: the selection frozen as it was seen, looked at before, done
one act each, remembered for a month. It judges nothing itself: each act goes through the command of
one dossier."""
