"""Channels and their feeds."""
