"""What colleagues propose; an accepted suggestion earns points."""
