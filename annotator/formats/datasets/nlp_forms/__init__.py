"""Forms that tools for annotating and learning from text read: articles with marked spans."""
