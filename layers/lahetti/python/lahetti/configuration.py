"""What a deployment decides: names of tables, addresses, the time zone. Read once from the environment.

What a programme decides (points, caps, texts) lives in the database, versioned: `settings.py`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache


@dataclass(frozen=True)
class Configuration:
    """Every field comes from the variable LAHETTI_<FIELD>; the template sets them all."""

    programme_table: str
    traffic_table: str
    transient_table: str
    secret: str
    user_pool: str
    user_pool_client: str
    sign_in_origin: str
    web_origin: str
    link_origin: str
    time_zone: str
    sender: str
    configuration_set: str


def read_configuration(environment: Mapping[str, str]) -> Configuration:
    """Build the configuration; a missing variable is named in the KeyError."""
    names = {field.name: f"LAHETTI_{field.name.upper()}" for field in fields(Configuration)}
    missing = [name for name in names.values() if name not in environment]
    if missing:
        raise KeyError(f"environment variables missing: {', '.join(missing)}")
    return Configuration(**{field: environment[name] for field, name in names.items()})


@cache
def configuration() -> Configuration:
    """Return this process's configuration."""
    return read_configuration(os.environ)
