"""The programme's settings and their history."""
