"""Reads an AWS account: each fact by a small function that says what it looked at, what it saw and what mends it."""
