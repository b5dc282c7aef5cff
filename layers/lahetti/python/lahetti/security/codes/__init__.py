"""Signing in by a mailed code."""
