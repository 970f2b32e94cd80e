"""Rounds of coding: who codes what, blind or open, and how far they are."""
