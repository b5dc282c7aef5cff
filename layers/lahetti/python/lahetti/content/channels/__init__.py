"""Channels: the organisation's own sources, each with the feed that it may have."""
