"""Who comes: by which session or link, in which capacity, what their browser keeps.

It knows no page, no form and no template: everything else of the web door asks it who visits.
"""
