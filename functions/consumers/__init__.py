"""Consumers of streams: each may get everything twice, late and out of order."""
