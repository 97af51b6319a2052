"""Lots: one act on several dossiers, what they offer, what came of each."""
