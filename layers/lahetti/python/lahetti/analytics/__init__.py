"""What works: counts of contents, what people saw, and the audit log as it is read."""
