"""Write `lahetti/sharing/data_centres.txt` from the lists that clouds publish of their own addresses (`make ranges`).

It needs the internet; read the difference before committing it. Addresses of content delivery networks and of Apple's
private relay are left out, whoever owns them: readers come from there.
"""

import ipaddress
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from lahetti.sharing.data_centres import LIST

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Fetch = Callable[[str], str]
_FIRST_64 = 64
_LEAST = {4: 5_000_000, 6: 1_000_000}
"""Addresses (networks of 64 bits) that any good list covers; a source that answers something else is noticed."""


@dataclass(frozen=True)
class Source:
    """A published list: whose, where, and how its networks are read from it."""

    name: str
    url: str
    read: Callable[[str], Iterable[str]]


def _aws(*services: str) -> Callable[[str], Iterable[str]]:
    def read(text: str) -> Iterator[str]:
        listed = json.loads(text)
        for prefix in [*listed["prefixes"], *listed["ipv6_prefixes"]]:
            if prefix["service"] in services:
                yield prefix.get("ip_prefix") or prefix["ipv6_prefix"]

    return read


def _google(text: str) -> Iterator[str]:
    for prefix in json.loads(text)["prefixes"]:
        yield prefix.get("ipv4Prefix") or prefix["ipv6Prefix"]


def _azure(*tags: str) -> Callable[[str], Iterable[str]]:
    def read(text: str) -> Iterator[str]:
        for tag in json.loads(text)["values"]:
            if tag["name"] in tags:
                yield from tag["properties"]["addressPrefixes"]

    return read


def _oracle(text: str) -> Iterator[str]:
    for region in json.loads(text)["regions"]:
        yield from (cidr["cidr"] for cidr in region["cidrs"])


def _microsoft_365(text: str) -> Iterator[str]:
    """Read those of mail: what follows links in mails (Safe Links) comes from there."""
    for endpoint in json.loads(text):
        if endpoint["serviceArea"] == "Exchange":
            yield from endpoint.get("ips", ())


def _first_column(text: str) -> Iterator[str]:
    """Read lists of one network a line, with or without more columns (also RFC 8805's)."""
    for line in text.splitlines():
        if network := line.partition("#")[0].partition(",")[0].strip():
            yield network


def _fastly(text: str) -> Iterator[str]:
    listed = json.loads(text)
    yield from [*listed["addresses"], *listed["ipv6_addresses"]]


_AWS = "https://ip-ranges.amazonaws.com/ip-ranges.json"
_AZURE = "https://www.microsoft.com/en-us/download/details.aspx?id=56519"
"""A page: the list's own address changes every week and stands in it."""
INSIDE = (
    Source("AWS EC2", _AWS, _aws("EC2")),
    Source("Google Cloud", "https://www.gstatic.com/ipranges/cloud.json", _google),
    Source("Azure", _AZURE, _azure("AzureCloud")),
    Source(
        "Microsoft 365 mail",
        "https://endpoints.office.com/endpoints/worldwide?clientrequestid=b10c5ed1-bad1-445f-b386-b919946339a7",
        _microsoft_365,
    ),
    Source("Oracle Cloud", "https://docs.oracle.com/en-us/iaas/tools/public_ip_ranges.json", _oracle),
    Source("DigitalOcean", "https://digitalocean.com/geo/google.csv", _first_column),
    Source("Linode", "https://geoip.linode.com/", _first_column),
)
OUTSIDE = (
    Source("CloudFront and Global Accelerator", _AWS, _aws("CLOUDFRONT", "GLOBALACCELERATOR")),
    Source("Azure Front Door", _AZURE, _azure("AzureFrontDoor.Frontend", "AzureFrontDoor.Backend")),
    Source("Cloudflare IPv4", "https://www.cloudflare.com/ips-v4", _first_column),
    Source("Cloudflare IPv6", "https://www.cloudflare.com/ips-v6", _first_column),
    Source("Fastly", "https://api.fastly.com/public-ip-list", _fastly),
    Source("iCloud Private Relay", "https://mask-api.icloud.com/egress-ip-ranges.csv", _first_column),
)


def collect(fetch: Fetch, now: datetime) -> str:
    """Return the whole file: what the sources list inside, without what others list outside."""
    inside = [network for source in INSIDE for network in _networks(source, fetch)]
    outside = [network for source in OUTSIDE for network in _networks(source, fetch)]
    sources = [f"Read on {now:%Y-%m-%d}. In it:", *map(_line, INSIDE), "Left out of it:", *map(_line, OUTSIDE)]
    return file_text(inside, outside, sources)


def file_text(inside: Iterable[Network], outside: Iterable[Network], sources: Iterable[str]) -> str:
    """Return the file of these networks; raise ValueError where they are too few to be what is meant."""
    inside, outside = list(inside), list(outside)
    blocks = []
    for version, digits, shift in ((4, 8, 0), (6, 16, 128 - _FIRST_64)):
        ranges = _without(_merged(inside, version, shift), _merged(outside, version, shift))
        covered = sum(last - first + 1 for first, last in ranges)
        if covered < _LEAST[version]:
            raise ValueError(f"IPv{version}: only {covered} addresses are covered")
        blocks.append("\n".join(f"{first:0{digits}x} {last:0{digits}x}" for first, last in ranges))
    comment = ["Address ranges of data centres, written by `make ranges`.", *sources]
    return "\n\n".join(["\n".join(f"# {line}" for line in comment), *blocks]) + "\n"


def _networks(source: Source, fetch: Fetch) -> list[Network]:
    return [ipaddress.ip_network(network.strip(), strict=False) for network in source.read(fetch(source.url))]


def _line(source: Source) -> str:
    return f"  {source.name}: {source.url}"


def _merged(networks: Iterable[Network], version: int, shift: int) -> list[tuple[int, int]]:
    """Return first and last numbers of one version, without their last `shift` bits, sorted and merged."""
    bounds = sorted(
        (int(network.network_address) >> shift, int(network.broadcast_address) >> shift)
        for network in networks
        if network.version == version
    )
    merged: list[tuple[int, int]] = []
    for first, last in bounds:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _without(ranges: Iterable[tuple[int, int]], gaps: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut sorted gaps out of sorted ranges."""
    left: list[tuple[int, int]] = []
    gaps = list(gaps)
    for first, last in ranges:
        begin = first
        for gap_first, gap_last in gaps:
            if gap_last < begin or gap_first > last:
                continue
            if begin < gap_first:
                left.append((begin, gap_first - 1))
            begin = gap_last + 1
        if begin <= last:
            left.append((begin, last))
    return left


def _fetched() -> Fetch:
    """Return what fetches a list, each once, and follows Microsoft's page to the list itself."""
    kept: dict[str, str] = {}

    def get(url: str) -> Any:
        answer = requests.get(url, timeout=60, headers={"User-Agent": "lahetti-ranges"})
        answer.raise_for_status()
        return answer.text

    def fetch(url: str) -> str:
        if url not in kept:
            text = get(url)
            if url == _AZURE:
                found = re.search(r"https://download\.microsoft\.com/[^\"']+/ServiceTags_Public_\d+\.json", text)
                if found is None:
                    raise ValueError(f"{url} names no list")
                text = get(found[0])
            kept[url] = text
        return kept[url]

    return fetch


def main() -> int:
    """Fetch all lists and write the file."""
    text = collect(_fetched(), datetime.now(UTC))
    Path(LIST).write_text(text, encoding="ascii")
    print(f"{LIST}: {text.count(chr(10))} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
