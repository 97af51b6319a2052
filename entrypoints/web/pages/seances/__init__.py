"""The pages of the séances: each of them, from its sheet to its compte rendu; in rooms beside, the
year that they make, who sits, what an EP decides.
"""
