"""Commands for the terminal: one thin module each."""
