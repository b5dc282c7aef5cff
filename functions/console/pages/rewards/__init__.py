"""Rewards, claims and what was given."""
