"""The ways out: a mail server, a folder of mails, a folder of pages for the post, chat rooms,
applications. One contract for all; nothing else of the house opens a socket outwards.

A channel knows how a parcel leaves, never what it tells nor whom it is for.
"""
