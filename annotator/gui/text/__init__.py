"""The reader: the article's text, its highlights, and the gestures on both."""
