"""The territory redrawn: who is concerned, what follows by itself, what is left to people.

The map is the configuration's; here is what the registry makes of it. Does not know how a map is
shown.
"""
