"""Codings made with other programs, read as what they say: articles, labels and marks, nothing stored."""
