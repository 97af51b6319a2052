"""What a page is written with: its frame and its bar, dates and names in words, addresses, spaces.

It shows what it is given and knows no page.
"""
