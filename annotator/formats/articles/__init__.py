"""Articles in: bytes are decoded once, read by the first form that recognises them, and never changed again."""
