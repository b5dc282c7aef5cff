"""Names of servers that people choose themselves, on networks that have no one server."""

import re

# RFC 1123 labels, at least two of them; the last one starts with a letter, as no IP address does.
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z][a-z0-9-]){_LABEL}", re.ASCII)
LONGEST_NAME = 253


def server_name(entered: str) -> str:
    """Return the host name of a person's server in lower case.

    Raise ValueError for all but a plain public name: no scheme, port, path, user or IP address, so that the URL of a
    share cannot be led elsewhere.
    """
    name = entered.strip().lower()
    if len(name) > LONGEST_NAME or not _HOST_NAME.fullmatch(name):
        raise ValueError(f"{entered!r} is not a valid name of a server; allowed is one like mastodon.social")
    return name
