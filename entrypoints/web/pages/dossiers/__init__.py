"""The dossiers: found, read, acted upon."""
