"""What was done, and what was sent."""
