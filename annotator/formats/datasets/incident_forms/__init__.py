"""Coded incidents in the forms of published event datasets: GTD, ACLED, UCDP GED, MUC-4, and events with their reports.

Unlike the other forms these depend on the ids of the default codebook's fields; a codebook without them is refused.
"""
