"""What editors say to one another about a content."""
