"""What speed costs, as ratios: our work against the least that the same work must cost.

Each measure takes both in one run, alternating, on the same machine: only the ratio travels from
one machine to another. These are no tests: nothing fails here, figures are read.
"""
