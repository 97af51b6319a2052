"""The figures of a territory: shown, and taken away as a file."""
