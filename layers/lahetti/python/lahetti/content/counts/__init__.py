"""What contents have brought, counted by jobs, apart from what editors write."""
