"""Frozen values and rules of the coding work; no input or output of any kind."""
