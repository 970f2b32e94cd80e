"""Datasets out: coded articles as CSV tables or JSON Lines, each export with a manifest."""
