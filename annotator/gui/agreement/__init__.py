"""The agreement room: figures by field and coder, the units behind each, drift over weeks, reports and plans."""
