"""The sites that report conversions, and the secrets that they sign with: shown once, two at a time while one changes.

Secrets are kept as vouchers' codes are: encrypted by KMS, with the site as context. `signatures` reads them.
"""

from base64 import b64encode
from dataclasses import replace
from datetime import datetime

import uuid_utils.compat

from lahetti.campaigns import items
from lahetti.campaigns.model import Site, SiteSecret
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.core.plain_texts import require_one_line
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import TransactionConflict, retry_on_conflict, transact, try_transact
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.security import encryption

LONGEST_NAME, MOST_SITES, MOST_SECRETS = 80, 10, 2
_PREFIX = "whsec_"
"""How Standard Webhooks writes a secret (https://github.com/standard-webhooks/standard-webhooks)."""


def sites() -> list[Site]:
    """Return every site, by name."""
    return items.all_sites()


def new_id() -> str:
    """Return an id for a site to come."""
    return str(uuid_utils.compat.uuid7())


def add(name: str, admin: str, now: datetime, site: str) -> tuple[Site, str | None]:
    """Add a site under an id (a UUID) that whoever may ask twice has chosen; return it and its secret, shown once.

    The second time there is no secret to show. Raise Invalid or Conflict.
    """
    name = name.strip()
    require_one_line("name", name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"A name has 1 to {LONGEST_NAME} characters.", field="name", limit=LONGEST_NAME, reason="length")
    known = items.find_site(site)
    if known is not None:
        return known, None
    if len(items.all_sites()) >= MOST_SITES:
        raise Conflict(f"There are {MOST_SITES} sites already.", field="name", limit=MOST_SITES, reason="full")
    secret, shown = _new_secret(site, now)
    made = Site(site, name, (secret,))
    log = audit.entry(admin, AuditAction.SITE_ADDED, keys.site(site), now, after={"name": name})
    try:
        transact(items.put_site(made), log)
    except TransactionConflict:  # the same form, once more
        return find(site), None
    return made, shown


def find(site: str) -> Site:
    """Return a site; raise NotFound."""
    found = items.find_site(site)
    if found is None:
        raise NotFound(f"There is no site {site[:40]}.", field="site", value=site[:40])
    return found


def change_secret(site: str, edition: int, admin: str, now: datetime) -> tuple[Site, str]:
    """Give a site a second secret beside its first; return it with the secret, shown once.

    Raise NotFound, Busy, or Conflict where it has two already or the form is an old one.
    """
    secret, shown = _new_secret(site, now)

    def attempt(_: bool) -> Site | None:
        known = find(site)
        if known.edition != edition or len(known.secrets) >= MOST_SECRETS:
            raise Conflict("This site has two secrets already.", field="site", value=site, reason="two_secrets")
        changed = replace(known, secrets=(*known.secrets, secret), edition=known.edition + 1)
        log = audit.entry(admin, AuditAction.SITE_KEY_MADE, keys.site(site), now)
        return changed if try_transact(items.put_site(changed), log) else None

    changed = retry_on_conflict(attempt)
    return changed, shown


def retire_secret(site: str, admin: str, now: datetime) -> None:
    """Let the older of a site's two secrets be none any more; one stays as it is. Raise NotFound or Busy."""

    def attempt(_: bool) -> bool | None:
        known = find(site)
        if len(known.secrets) < MOST_SECRETS:
            return True
        changed = replace(known, secrets=known.secrets[1:], edition=known.edition + 1)
        log = audit.entry(admin, AuditAction.SITE_KEY_RETIRED, keys.site(site), now)
        return try_transact(items.put_site(changed), log) or None

    retry_on_conflict(attempt)


def remove(site: str, admin: str, now: datetime) -> None:
    """Remove a site: what it signs is taken no more. Raise NotFound or Busy."""

    def attempt(_: bool) -> bool | None:
        known = find(site)
        log = audit.entry(admin, AuditAction.SITE_REMOVED, keys.site(site), now, before={"name": known.name})
        return try_transact(items.delete_site(known), log) or None

    retry_on_conflict(attempt)


def _new_secret(site: str, now: datetime) -> tuple[SiteSecret, str]:
    plain = encryption.random_bytes()
    return SiteSecret(encryption.encrypt(plain, site=site), now), _PREFIX + b64encode(plain).decode()
