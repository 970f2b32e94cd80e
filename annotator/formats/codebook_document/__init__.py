"""A codebook as a document for people: HTML to read and print, Markdown to keep in a repository."""
