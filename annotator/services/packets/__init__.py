"""Packets for coders on their own machines, and bringing their work together."""
