"""What the pages and the API do alike: whoever comes by either is served at the same desk.

A desk opens what it handles to whoever visits, does what they ask and says what came of it:
``downloads`` hands over a file, ``errands`` what takes time. It knows neither page nor operation.
"""
