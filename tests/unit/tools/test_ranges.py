import ipaddress
import json
from datetime import UTC, datetime

import pytest

from lahetti.sharing import data_centres
from tools import ranges

NOW = datetime(2026, 11, 30, tzinfo=UTC)
_LISTS = {
    "amazonaws": json.dumps(
        {
            "prefixes": [
                {"ip_prefix": "3.0.0.0/8", "service": "AMAZON"},
                {"ip_prefix": "13.32.0.0/12", "service": "EC2"},
                {"ip_prefix": "13.35.0.0/16", "service": "CLOUDFRONT"},
            ],
            "ipv6_prefixes": [{"ipv6_prefix": "2600:1f00::/24", "service": "EC2"}],
        }
    ),
    "gstatic": json.dumps({"prefixes": [{"ipv4Prefix": "34.0.0.0/9"}, {"ipv6Prefix": "2600:1900::/28"}]}),
    "microsoft": json.dumps(
        {
            "values": [
                {"name": "AzureCloud", "properties": {"addressPrefixes": ["20.0.0.0/12", "2603:1000::/25"]}},
                {"name": "AzureFrontDoor.Frontend", "properties": {"addressPrefixes": ["20.1.0.0/16"]}},
                {"name": "Sql", "properties": {"addressPrefixes": ["9.9.9.0/24"]}},
            ]
        }
    ),
    "office": json.dumps(
        [{"serviceArea": "Exchange", "ips": ["40.92.0.0/15"]}, {"serviceArea": "Skype", "ips": ["52.112.0.0/14"]}]
    ),
    "oracle": json.dumps({"regions": [{"cidrs": [{"cidr": "129.146.0.0/21"}]}]}),
    "digitalocean": "104.131.0.0/18,US,US-NY,New York,10011\n",
    "linode": "# a comment\n45.33.0.0/20,US,US-CA,Fremont,\n",
    "ips-v4": "173.245.48.0/20\n",
    "ips-v6": "2400:cb00::/32",
    "fastly": json.dumps({"addresses": ["23.235.32.0/20"], "ipv6_addresses": ["2a04:4e40::/32"]}),
    "icloud": "104.131.8.0/24,US,US-NY,New York,\n2603:1000:1::/48,US,,,\n",
}


def fetch(url: str) -> str:
    return next(text for name, text in _LISTS.items() if name in url)


@pytest.fixture
def written(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> str:
    """The file of these lists, in the place of the committed one."""
    text = ranges.collect(fetch, NOW)
    path = ranges.Path(str(tmp_path)) / "data_centres.txt"
    path.write_text(text, encoding="ascii")
    monkeypatch.setattr(data_centres, "LIST", str(path))
    data_centres._ranges.cache_clear()
    yield text
    data_centres._ranges.cache_clear()


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("13.32.0.0", True),
        ("13.34.255.255", True),
        ("13.35.0.0", False),  # CloudFront
        ("13.35.255.255", False),
        ("13.36.0.0", True),
        ("13.47.255.255", True),
        ("13.48.0.0", False),
        ("3.1.2.3", False),  # Amazon's own, not of its customers
        ("34.127.0.1", True),
        ("20.0.255.255", True),
        ("20.1.0.1", False),  # Front Door
        ("9.9.9.9", False),
        ("40.93.1.1", True),
        ("52.112.0.1", False),
        ("129.146.7.255", True),
        ("104.131.7.1", True),
        ("104.131.8.1", False),  # private relay
        ("45.33.1.1", True),
        ("173.245.48.1", False),
        ("2600:1f00::1", True),
        ("2600:1fff:ffff:ffff:ffff::", True),
        ("2600:2000::", False),
        ("2603:1000:0:ffff::9", True),
        ("2603:1000:1::1", False),  # private relay
        ("2603:1000:2::1", True),
        ("::ffff:13.32.0.1", True),
    ],
)
def test_what_the_lists_hold_is_a_data_centres_but_for_what_readers_come_through(
    address: str, inside: bool, written: str
) -> None:
    assert data_centres.is_data_centre(address) is inside


def test_the_file_names_each_source_and_when_it_was_read(written: str) -> None:
    comment = written.partition("\n\n")[0]

    assert "2026-11-30" in comment
    for source in (*ranges.INSIDE, *ranges.OUTSIDE):
        assert source.url in comment
    assert all(line.startswith("# ") for line in comment.splitlines())


def test_lists_that_hold_next_to_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="only 256"):
        ranges.file_text([ipaddress.ip_network("192.0.2.0/24")], [], [])
