"""A made-up département in webRSA's real formats, for demonstrations, tests and measures.

``files`` writes the files of a beginning, ``answers`` those that webRSA would send later.
"""
