import ipaddress
from pathlib import Path

import pytest

from lahetti.sharing.data_centres import LIST, _ranges, is_data_centre


def test_the_committed_list_is_whole_sorted_and_merged() -> None:
    comment, *blocks = Path(LIST).read_text("ascii").split("\n\n")

    assert all(line.startswith("# ") for line in comment.splitlines())
    for block, numbers, bits in zip(blocks, _ranges(), (32, 64), strict=True):
        assert len(block.split()) == len(numbers)
        assert all(first <= last for first, last in zip(numbers[::2], numbers[1::2], strict=True))
        assert all(last + 1 < first for last, first in zip(numbers[1::2], numbers[2::2], strict=False))
        assert numbers[-1] < 2**bits
        assert len(numbers) > 6


@pytest.mark.parametrize("number", [0, 1])
def test_both_ends_of_each_committed_range_are_inside_and_their_neighbours_outside(number: int) -> None:
    numbers = _ranges()[number]
    address = ipaddress.IPv4Address if number == 0 else lambda first_half: ipaddress.IPv6Address(first_half << 64)
    for first, last in zip(numbers[::2], numbers[1::2], strict=True):
        assert is_data_centre(str(address(first)))
        assert is_data_centre(str(address(last)))
        assert not is_data_centre(str(address(first - 1)))
        assert not is_data_centre(str(address(last + 1)))


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("3.64.0.1", True),  # AWS, Frankfurt
        ("13.48.1.2", True),  # AWS, Stockholm
        ("34.88.0.1", True),  # Google Cloud, Hamina
        ("20.50.1.2", True),  # Azure
        ("40.107.1.2", True),  # Microsoft 365's mail
        ("2a05:d016::1", True),  # AWS, Stockholm
        ("52.84.1.1", False),  # CloudFront
        ("172.224.224.1", False),  # private relay
        ("91.152.1.1", False),  # a Finnish home
        ("193.166.3.2", False),  # a Finnish university
        ("127.0.0.1", False),
        ("::1", False),
        ("2001:998::1", False),
        ("", False),
        ("nowhere", False),
    ],
)
def test_clouds_are_told_from_readers(address: str, inside: bool) -> None:
    assert is_data_centre(address) is inside
