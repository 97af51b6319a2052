"""The journal on screen: searched, taken away, who consulted what, whether it is whole."""
