"""Who is who: the register of people, those of a file, doubles, links to webRSA.

Acts on no dossier.
"""
