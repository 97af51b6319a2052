"""The dossiers: found, read, acted upon, one or several; their people, pieces and deadlines."""
