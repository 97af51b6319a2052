"""What the offices have before them: the day, what went up, what differs, what came in, how far
work that lasts is, how much there is of all.
"""
