from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from lahetti.content.calendar.file import calendar_file
from lahetti.content.model import ContentHead, ContentState
from tests.contents import content_head

NOW = datetime(2026, 12, 2, 10, tzinfo=UTC)
AT = datetime(2026, 12, 3, 6, 30, tzinfo=UTC)
CHANNELS = {"blogi": "Verona-blogi; uutiset, tarinat"}


def scheduled(content: str = "c", **fields: object) -> ContentHead:
    usual = {"state": ContentState.SCHEDULED, "since": AT, "planned": AT, "version": 4}
    return content_head(content, **{**usual, **fields})


def lines(*heads: ContentHead) -> list[str]:
    text = calendar_file(heads, CHANNELS, "Lähetti: Verohallinto", NOW)
    assert text.endswith("\r\n")
    return text.removesuffix("\r\n").split("\r\n")


def test_a_file_holds_titles_channels_and_times_and_nothing_else() -> None:
    events = lines(scheduled(title="Verokortti, osa 1; lue\\tämä"), content_head("p", title="Ulkona", published=AT))

    assert events[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lähetti//Lähetti//FI"]
    assert "SUMMARY:Verokortti\\, osa 1\\; lue\\\\tämä" in events
    assert "DTSTART:20261203T063000Z" in events
    assert "DTSTAMP:20261202T100000Z" in events
    assert "UID:c@lahetti" in events
    assert "SEQUENCE:4" in events
    assert "CATEGORIES:Verona-blogi\\; uutiset\\, tarinat" in events
    names = {line.partition(":")[0].partition(";")[0] for line in events}
    assert names == {
        *("BEGIN", "END", "VERSION", "PRODID", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "CATEGORIES", "STATUS", "TRANSP"),
    }
    assert [line for line in events if line.startswith("STATUS")] == ["STATUS:TENTATIVE", "STATUS:CONFIRMED"]


def test_lines_are_folded_at_75_bytes_and_never_within_a_character() -> None:
    events = lines(scheduled(title="Ääkkösiä ja 🎉 " * 14))

    assert max(len(line.encode()) for line in events) <= 75
    assert any(line.startswith(" ") for line in events)


def test_a_content_that_is_moved_keeps_its_uid_and_gets_a_higher_sequence() -> None:
    def told(head: ContentHead) -> set[str]:
        return {line for line in lines(head) if line.startswith(("UID", "SEQUENCE", "DTSTART"))}

    moved = scheduled(planned=AT + timedelta(days=1), version=5)

    assert told(scheduled()) == {"DTSTART:20261203T063000Z", "SEQUENCE:4", "UID:c@lahetti"}
    assert told(moved) == {"DTSTART:20261204T063000Z", "SEQUENCE:5", "UID:c@lahetti"}


@pytest.mark.parametrize("heads", [(), (scheduled(),)])
def test_an_empty_calendar_is_one_too(heads: tuple[ContentHead, ...]) -> None:
    assert len(Calendar.from_ical(calendar_file(heads, {}, "x", NOW)).events) == len(heads)


@given(st.text(max_size=200), st.text(max_size=80))
def test_whatever_a_title_holds_the_file_is_read_back_as_it_was(title: str, channel: str) -> None:
    text = calendar_file([scheduled(title=title)], {"blogi": channel}, "x", NOW)

    (event,) = Calendar.from_ical(text).events
    assert event["DTSTART"].dt == AT
    assert "\n" not in text.replace("\r\n", "")
    assert [line for line in text.split("\r\n") if line.startswith("BEGIN:")] == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]
