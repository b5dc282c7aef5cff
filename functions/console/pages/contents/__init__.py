"""Contents: the list, adding one, one content."""
