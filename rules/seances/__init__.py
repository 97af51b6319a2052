"""What a séance is: its kinds, what it can hold, who must sit in it, in which order it examines.

Knows no machine: the states of a séance and its acts are pages of ``states/``.
"""
