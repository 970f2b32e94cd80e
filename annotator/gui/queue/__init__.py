"""The queue: which articles there are and how far the coder is with each."""
