"""Secrets, sessions, encryption, and the sign-in's accounts."""
