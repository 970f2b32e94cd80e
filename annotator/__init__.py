"""The Incident Annotator: code news articles about violent incidents by hand."""

__version__ = "0.1.0"
