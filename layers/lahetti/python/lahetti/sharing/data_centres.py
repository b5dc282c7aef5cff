"""Whether an address is in a data centre: what comes from there under a browser's name is a scanner or a checker.

The ranges are published by the clouds and lie beside this module, merged and sorted (`make ranges` writes them). They
are read at the first question: most starts of the redirect are for a question, but none needs them before.
"""

import struct
from bisect import bisect_right
from functools import cache
from ipaddress import IPv4Address, ip_address

from lahetti.sharing.links import ip_prefix

LIST = __file__.rpartition(".")[0] + ".txt"
"""Lines of comment, then IPv4 ranges, then IPv6 ones, with an empty line between: first and last address of a range a
line, in hexadecimal digits, of IPv6 their first 64 bits. The path is a text, as pathlib is dear to import."""


def is_data_centre(ip: str) -> bool:
    """Return whether an address lies in one of the published ranges."""
    try:
        address = ip_address(ip_prefix(ip))
    except ValueError:
        return False
    ipv4, ipv6 = _ranges()
    if isinstance(address, IPv4Address):
        return _is_within(int(address), ipv4)
    return _is_within(int(address) >> 64, ipv6)


def _is_within(number: int, ranges: tuple[int, ...]) -> bool:
    # Firsts and lasts take turns, so behind an even number of them is outside. A last one is itself inside.
    place = bisect_right(ranges, number)
    return place % 2 == 1 or (place > 0 and ranges[place - 1] == number)


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    with open(LIST, encoding="ascii") as file:  # noqa: PTH123
        _, ipv4, ipv6 = file.read().split("\n\n")
    return _numbers(ipv4, "I"), _numbers(ipv6, "Q")


def _numbers(lines: str, size: str) -> tuple[int, ...]:
    data = bytes.fromhex(lines)
    return struct.unpack(f">{len(data) // struct.calcsize(size)}{size}", data)
