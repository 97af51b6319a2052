"""The queries: what screens, lists and figures read. Nothing is locked, nothing written."""
