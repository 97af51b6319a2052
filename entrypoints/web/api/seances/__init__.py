"""The séances: read and acted on, their tableau and its lines, who attends, what is decided and
written of each; the EP; the programme of a year.
"""
