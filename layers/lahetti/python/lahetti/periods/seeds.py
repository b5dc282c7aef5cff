"""The seed of a draw: its hash is promised when a race is opened."""

import hashlib


def seed_hash(seed: bytes) -> str:
    """Return what is published before the race starts."""
    return hashlib.sha256(seed).hexdigest()
