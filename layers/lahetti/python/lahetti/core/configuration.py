"""What a deployment decides: names of tables, addresses, the time zone. Read once from the environment.

What a programme decides (points, caps, texts) lives in the database, versioned: `settings/`.
"""

import os
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple


class Configuration(NamedTuple):
    """Every field comes from the variable LAHETTI_<FIELD>; the template sets them all.

    `fetch_allowed_host`, as in `virasto.example=127.0.0.1:5070`, names a place on loopback that answers whatever is
    fetched from a host or those below it; empty where everything fetched is on the public internet. `support_address`
    is where people write who are stuck or have met a barrier; empty: to the sender of the mails. `work_client` is the
    pool's client for those who come with the work account, `work_provider` says which provider that is (the issuer and
    our client there, or the address of SAML's metadata), `work_domains` names its mail domains, with commas between
    them, and `sign_in_origin` is where Cognito receives those who come from there; all are empty where there is none.
    `codes_an_hour` are those that one network address may ask for, `unknown_an_hour` the unknown mail addresses among
    them.
    Not a dataclass: that module brings three others which take a ninth of the redirect's start.
    """

    programme_table: str
    traffic_table: str
    transient_table: str
    secret: str
    encryption_key: str
    user_pool: str
    user_pool_client: str
    web_origin: str
    link_origin: str
    time_zone: str
    pictures_bucket: str
    sender: str
    configuration_set: str
    fetch_allowed_host: str = ""
    import_feeds_function: str = ""
    close_races_function: str = ""
    fan_outs_queue: str = ""
    support_address: str = ""
    work_client: str = ""
    work_provider: str = ""
    work_domains: str = ""
    sign_in_origin: str = ""
    codes_an_hour: str = "500"
    unknown_an_hour: str = "20"

    @property
    def contact(self) -> str:
        """Where people write."""
        return self.support_address or self.sender

    @property
    def domains_of_work_accounts(self) -> tuple[str, ...]:
        """The mail domains of the organisation's provider; empty without a provider."""
        return tuple(self.work_domains.lower().split(",")) if self.work_client else ()


def read_configuration(environment: Mapping[str, str]) -> Configuration:
    """Build the configuration; a missing variable is named in the KeyError, but for those with a default."""
    names = {field: f"LAHETTI_{field.upper()}" for field in Configuration._fields}
    defaults = Configuration._field_defaults
    missing = [name for field, name in names.items() if field not in defaults and name not in environment]
    if missing:
        raise KeyError(f"environment variables missing: {', '.join(missing)}")
    return Configuration(**{field: environment[name] for field, name in names.items() if name in environment})


@cache
def configuration() -> Configuration:
    """Return this process's configuration."""
    return read_configuration(os.environ)
