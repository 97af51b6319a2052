"""The journal: searched, who consulted what, whether it is whole."""
