"""REFI-QDA project exchange: codings as programs for qualitative data analysis read them."""
