"""Reports of agreement: HTML to read and print, CSV and JSON to compute with, a paragraph to paste, the diagnosis."""
