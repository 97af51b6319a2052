"""The équipe pluridisciplinaire: its séances, the saisines that wait, its avis and decisions."""
