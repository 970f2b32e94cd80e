"""Exporting: the dialog in which codings, forms and folder are chosen, and the commands behind it."""
