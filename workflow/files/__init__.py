"""What came and left as files: received once, gaps, exports, lists of the month.

Reads and writes no file.
"""
