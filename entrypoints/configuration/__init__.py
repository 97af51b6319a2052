"""The configuration of a département: read with its line numbers, checked, handed down frozen."""
