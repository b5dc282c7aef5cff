"""A test that the local cloud alone makes true proves nothing about AWS: unit tests hold AWS's own answer."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

MARKED = [
    (file, found[1])
    for folder in ("integration", "browser")
    for file in sorted((ROOT / "tests" / folder).glob("test_*.py"))
    for found in re.finditer(r"mark\.local_only\((.*?)\)", file.read_text(encoding="utf-8"))
]


def test_what_only_the_local_cloud_makes_true_names_unit_tests_with_the_answer_of_aws() -> None:
    assert MARKED
    for file, named in MARKED:
        path = ROOT / named.strip("\"'")
        assert named.startswith('"tests/unit/'), f"{file.name}: local_only names a file of tests/unit"
        assert path.is_file(), f"{file.name}: there is no {named}"
        assert "AWS" in path.read_text(encoding="utf-8"), f"{named} says nothing of AWS's answer"
