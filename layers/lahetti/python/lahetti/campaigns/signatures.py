"""What signatures of reports are held against: the secrets of all sites.

They are kept in memory for a minute, so that 10,000 reports at once cost no key calls of their own; a secret that was
retired may be taken as long.
"""

from lahetti.campaigns import items
from lahetti.core.cache import Cached
from lahetti.security import encryption

_FRESH_SECONDS = 60


def secrets() -> tuple[bytes, ...]:
    """Return the secrets of all sites, at most a minute old."""
    return _SECRETS.get()


def _read() -> tuple[bytes, ...]:
    return tuple(
        encryption.decrypt(secret.sealed, site=site.site) for site in items.all_sites() for secret in site.secrets
    )


_SECRETS = Cached(_read, _FRESH_SECONDS)
