"""Dialogs: each asks one thing, shows what will happen, and leaves the doing to others."""
