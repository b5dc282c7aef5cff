"""Filters of the list of contents that somebody keeps under a name of their own."""
