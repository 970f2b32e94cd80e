"""Codings that come from elsewhere: other tools, tables, and the project's own JSON Lines."""
