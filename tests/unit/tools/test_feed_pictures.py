from pathlib import Path

import pytest

from tests.feeds import Entry, rss
from tools.feed_pictures import main


def test_items_and_pages_with_a_picture_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictured = Entry("https://virasto.example/a", picture="https://virasto.example/a.jpg")
    (tmp_path / "feed.xml").write_bytes(rss([pictured, Entry("https://virasto.example/b")]))
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text('<title>T</title><meta property="og:image" content="/a.jpg">')
    (tmp_path / "pages" / "b.html").write_text("<title>T</title>")

    assert main([str(tmp_path)]) == 0

    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "Pictures: 1 of 2 items, 1 of 2 pages."
    assert [line.partition(":")[0] for line in said[:-1]] == ["feed.xml", "b.html"]


def test_without_a_folder_it_says_what_is_missing() -> None:
    assert main([]) == 2
