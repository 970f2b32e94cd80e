"""The rounds room: who codes what, how far it is, packets out and in."""
