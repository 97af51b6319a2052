"""The procedure: one page per stage, and the map that joins them. Pure.

``ls`` here reads as the procedure. Pages hold data only; ``graph`` refuses to import when they
contradict one another. This room knows the law (``rules/``) and nothing of storage.
"""
