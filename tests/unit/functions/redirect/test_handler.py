import hashlib
import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lahetti.dynamodb.signed_requests import Refused
from lahetti.networks.networks import Network
from lahetti.sharing import items, links
from lahetti.sharing.model import Mark, Share
from redirect import handler
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.memory_dynamodb.signed_requests import SignedMemoryDynamoDb

NOW = datetime(2026, 11, 25, 12, 0, 5, 600_000, tzinfo=UTC)
CODE = "0123456789"
TARGET = "https://www.vero.fi/a?utm_source=x"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36"
ADDRESS = "192.0.2.1"


@dataclass
class Database(SignedMemoryDynamoDb):
    """Tables with one share; a trouble in `troubles` is raised by the operation on the table of that name."""

    calls: list[tuple[str, str, float | None]] = field(default_factory=list)
    troubles: dict[tuple[str, str], Exception] = field(default_factory=dict)

    def call(self, operation: str, body: dict[str, Any], now: datetime, patience: float | None = None) -> Any:
        assert now == handler.clock.now()
        table = body["TableName"].removesuffix("_table")
        self.calls.append((operation, table, patience))
        if trouble := self.troubles.get((operation, table)):
            raise trouble
        return super().call(operation, body, now, patience)

    @property
    def marks(self) -> dict[tuple[str, str], dict[str, Any]]:
        """All marks by partition and visitor."""
        return {key: self.memory.traffic.find(key) for key in self.memory.traffic.states}

    @property
    def keys(self) -> dict[str, bytes]:
        """The keys of visitors by their partition."""
        items = [self.memory.transient.find(key) for key in self.memory.transient.states]
        return {item["pk"]["S"]: item["key"]["B"] for item in items}


@pytest.fixture
def database(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> Database:
    share = Share(CODE, "aino", "c", Network.X, "Otsikko", TARGET, NOW)
    assert items.save_share(share)
    fake = Database(database)
    monkeypatch.setattr(handler, "database", fake)
    monkeypatch.setattr(handler, "_keys", {})
    monkeypatch.setattr(handler.clock, "now", lambda: NOW)
    return fake


def visit(
    path: str = f"/{CODE}", method: str = "GET", agent: str | None = CHROME, address: str = ADDRESS, **more: str
) -> dict[str, Any]:
    headers = more if agent is None else {"user-agent": agent, **more}
    event = {
        "rawPath": path,
        "headers": headers,
        "requestContext": {"http": {"method": method, "sourceIp": address, "userAgent": "taken from the headers"}},
    }
    return handler.lambda_handler(event, None)


def test_a_click_gets_an_id_only_where_the_campaign_wishes_for_it(database: Database) -> None:
    assert visit()["headers"]["Location"] == TARGET
    share = items.find_share(CODE, consistent=True)
    assert share is not None
    assert items.save_share(replace(share, ref="4fG7hJ2k"))
    database.calls.clear()

    first, second = (visit()["headers"]["Location"] for _ in range(2))

    assert re.fullmatch(re.escape(TARGET) + r"&lahetti=4fG7hJ2k\.261125\.[0-9A-Za-z]{10}", first)
    assert first != second
    assert CODE not in first
    assert "Set-Cookie" not in visit()["headers"]
    assert Counter(operation for operation, *_ in database.calls) == {"GetItem": 3, "UpdateItem": 3}


@pytest.mark.parametrize(("method", "agent"), [("HEAD", CHROME), ("GET", "facebookexternalhit/1.1"), ("GET", None)])
def test_what_is_no_click_gets_no_id(database: Database, method: str, agent: str | None) -> None:
    share = items.find_share(CODE, consistent=True)
    assert share is not None
    assert items.save_share(replace(share, ref="4fG7hJ2k"))

    assert visit(method=method, agent=agent)["headers"]["Location"] == TARGET


def test_a_person_is_sent_on_and_leaves_a_mark_of_the_day(database: Database) -> None:
    answer = visit()

    assert (answer["statusCode"], answer["headers"]["Location"]) == (302, TARGET)
    key = database.keys["KEY#2026-11-25"]
    assert len(key) == links.VISITOR_KEY_BYTES
    visitor = links.visitor_of(key, ADDRESS, CHROME)
    ip_hash = links.ip_hash_of(key, CODE, ADDRESS)
    assert items.marks_of(CODE, "2026-11-25") == [Mark(visitor, 1, int(NOW.timestamp()), ip_hash)]
    assert database.marks[f"MARK#{CODE}#2026-11-25", visitor]["expires"] == {
        "N": str(int(NOW.timestamp()) + 3 * 24 * 3600)
    }


def test_a_mark_holds_nothing_else_of_its_visitor(database: Database) -> None:
    visit()

    (mark,) = database.marks.values()
    assert set(mark) == {"pk", "sk", "kind", "hits", "first", "ip_hash", "data_centre", "expires"}
    assert len(mark["ip_hash"]["S"]) == 11


def test_a_visit_from_a_data_centre_is_flagged_on_its_mark(database: Database) -> None:
    visit(address="13.48.1.2")
    visit(address="91.152.1.1")

    assert sorted(mark.data_centre for mark in items.marks_of(CODE, "2026-11-25")) == [False, True]


def test_one_machine_with_many_names_has_one_address_at_a_link(database: Database) -> None:
    for number in range(5):
        visit(agent=f"{CHROME} {number}", address=f"2001:db8:1:2::{number}")

    marks = items.marks_of(CODE, "2026-11-25")
    assert len(marks) == 5
    assert len({mark.ip_hash for mark in marks}) == 1


@pytest.mark.parametrize("header", [{"sec-purpose": "prefetch"}, {"purpose": "preview"}])
def test_what_is_fetched_ahead_is_sent_on_and_not_counted(header: dict[str, str], database: Database) -> None:
    assert visit(**header)["statusCode"] == 302
    assert database.calls == [("GetItem", "programme", None)]


def test_the_days_key_expires_after_its_day(database: Database) -> None:
    visit()

    expires = links.visitor_key_expires("2026-11-25", ZoneInfo("Europe/Helsinki"))
    item = database.memory.transient.find(("KEY#2026-11-25", ""))
    assert item["expires"] == {"N": str(int(expires.timestamp()))}


def test_a_visit_after_the_days_first_costs_one_read_and_one_write(database: Database) -> None:
    visit()
    database.calls.clear()

    visit()

    assert database.calls == [("GetItem", "programme", None), ("UpdateItem", "traffic", 0.3)]
    assert [mark.hits for mark in items.marks_of(CODE, "2026-11-25")] == [2]


def test_all_that_is_done_for_the_counting_is_done_within_300_ms_a_call(database: Database) -> None:
    visit()

    assert database.calls[0] == ("GetItem", "programme", None)
    assert {patience for _, _, patience in database.calls[1:]} == {0.3}


@pytest.mark.parametrize(
    ("method", "agent"), [("HEAD", CHROME), ("GET", "Twitterbot/1.0"), ("GET", None), ("GET", ""), ("HEAD", None)]
)
def test_crawlers_previews_and_the_unnamed_are_sent_on_and_not_counted(
    method: str, agent: str | None, database: Database
) -> None:
    answer = visit(method=method, agent=agent)

    assert (answer["statusCode"], answer["headers"]["Location"]) == (302, TARGET)
    assert database.calls == [("GetItem", "programme", None)]


@pytest.mark.parametrize("path", ["/", "", "/favicon.ico", "/0123456789a", "/01234/6789", "/012345678%39", "/../etc"])
def test_what_cannot_be_a_code_is_answered_without_a_read(path: str, database: Database) -> None:
    assert visit(path)["statusCode"] == 404
    assert not database.calls


@pytest.mark.parametrize(
    "behind", [".", ")", ",", "!", "'", "”", "%E2%80%9D", "\u200b", "%e2%80%8b", "/", ").", "-", "%"]
)
def test_a_link_with_what_a_text_puts_behind_it_is_that_link(behind: str, database: Database) -> None:
    answer = visit(f"/{CODE}{behind}")

    assert (answer["statusCode"], answer["headers"]["Location"]) == (302, TARGET)
    assert [mark.hits for mark in items.marks_of(CODE, "2026-11-25")] == [1]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_get_and_head_are_answered(method: str, database: Database) -> None:
    assert visit(method=method)["statusCode"] == 404
    assert not database.calls


def test_an_unknown_code_is_answered_with_the_page_that_says_so(database: Database) -> None:
    answer = visit("/9876543210")

    assert answer["statusCode"] == 404
    assert answer["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert "Linkkiä ei löydy" in answer["body"]
    assert not database.marks


@pytest.mark.parametrize(
    ("accepted", "language", "title"),
    [
        ("", "fi", "Linkkiä ei löydy"),
        ("fi-FI,fi;q=0.9", "fi", "Linkkiä ei löydy"),
        ("sv-FI, fi;q=0.8", "sv", "Länken finns inte"),
        ("de, EN-gb;q=0.8, fi;q=0.5", "en", "There is no such link"),
        ("de", "fi", "Linkkiä ei löydy"),
        ("<script>", "fi", "Linkkiä ei löydy"),
    ],
)
@pytest.mark.parametrize("path", ["/9876543210", "/favicon.ico"])
def test_the_page_is_in_the_visitors_language(
    accepted: str, language: str, title: str, path: str, database: Database
) -> None:
    body = visit(path, **{"accept-language": accepted})["body"]

    assert f'<html lang="{language}">' in body
    assert f"<h1>{title}</h1>" in body


def test_the_page_has_the_style_that_its_policy_allows_and_loads_nothing(database: Database) -> None:
    answer = visit("/9876543210")

    (style,) = re.findall(r"<style>(.*?)</style>", answer["body"], re.DOTALL)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer["headers"]["Content-Security-Policy"]
    assert policy == f"default-src 'none'; frame-ancestors 'none'; style-src 'sha256-{digest}'"
    assert not re.search(r"(?:src|href)=|url\(|@import| style=", answer["body"])


def test_a_target_with_other_letters_is_encoded_in_the_header(database: Database) -> None:
    share = items.find_share(CODE)
    assert share is not None
    assert items.save_share(replace(share, target="https://www.vero.fi/etusivu/ä?q=ö#å"))

    assert visit()["headers"]["Location"] == "https://www.vero.fi/etusivu/%C3%A4?q=%C3%B6#%C3%A5"


def test_no_answer_is_kept_by_anybody(database: Database) -> None:
    for answer in (visit(), visit("/9876543210")):
        assert answer["headers"]["Cache-Control"] == "no-store"
        assert answer["headers"]["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("where", [("PutItem", "transient"), ("GetItem", "transient"), ("UpdateItem", "traffic")])
@pytest.mark.parametrize("trouble", [TimeoutError(), OSError("no answer"), Refused("ThrottlingException")])
def test_a_person_is_sent_on_even_when_the_mark_cannot_be_written(
    where: tuple[str, str], trouble: Exception, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database.troubles[where] = trouble

    answer = visit()

    assert (answer["statusCode"], answer["headers"]["Location"]) == (302, TARGET)
    assert not database.marks
    assert "VisitsNotCounted" in capsys.readouterr().out


@pytest.mark.parametrize("trouble", [TimeoutError(), OSError("no answer"), Refused("ThrottlingException")])
def test_a_link_that_cannot_be_read_now_says_when_to_come_again(
    trouble: Exception, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database.troubles["GetItem", "programme"] = trouble

    answer = visit()

    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "1")
    assert answer["headers"]["Cache-Control"] == "no-store"
    assert not database.marks
    assert CODE in capsys.readouterr().out


def test_a_key_that_could_not_be_had_is_asked_for_again_by_the_next_visit(database: Database) -> None:
    database.troubles["GetItem", "transient"] = TimeoutError()
    visit()
    database.troubles.clear()

    visit()

    assert len(database.marks) == 1


def test_the_key_that_somebody_else_made_first_is_the_days_key(database: Database) -> None:
    items.visitor_key("2026-11-25", b"other", NOW)

    visit()

    ((_, visitor),) = database.marks
    assert visitor == links.visitor_of(b"other", ADDRESS, CHROME)


def test_a_key_that_is_gone_leaves_no_mark_and_no_key_of_ones_own(database: Database) -> None:
    def delete_first(operation: str, parameters: Mapping[str, Any]) -> None:
        if operation == "GetItem" and parameters["Key"] == {"pk": {"S": "KEY#2026-11-25"}}:
            database.memory.transient.write(("KEY#2026-11-25", ""), None)

    database.memory.before = delete_first

    assert visit()["statusCode"] == 302

    assert not database.marks
    assert not handler._keys


@pytest.mark.parametrize(
    ("now", "day"), [("2026-11-25T21:59:59+00:00", "2026-11-25"), ("2026-11-25T22:00:00+00:00", "2026-11-26")]
)
def test_the_day_is_the_programmes(now: str, day: str, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler.clock, "now", lambda: datetime.fromisoformat(now))

    visit()

    assert [where for where, _ in database.marks] == [f"MARK#{CODE}#{day}"]


def test_a_visitor_has_another_name_on_the_next_day_and_yesterdays_key_is_forgotten(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit()
    monkeypatch.setattr(handler.clock, "now", lambda: datetime(2026, 11, 26, 12, tzinfo=UTC))

    visit()

    first, second = (visitor for _, visitor in database.marks)
    assert first != second
    assert list(handler._keys) == ["2026-11-26"]


@pytest.mark.parametrize("make", [lambda: visit(address="192.0.2.2"), lambda: visit(agent=f"{CHROME} Edg/137.0.0.0")])
def test_visitors_differ_by_address_and_user_agent(make: Callable[[], Any], database: Database) -> None:
    visit()
    make()

    assert len(database.marks) == 2


def test_the_log_says_what_the_visit_was_and_nothing_of_the_visitor(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    visit()
    visit(agent="Twitterbot/1.0")
    database.troubles["UpdateItem", "traffic"] = OSError("no answer")
    visit()

    text = capsys.readouterr().out
    lines = [json.loads(line) for line in text.splitlines()]
    measured = [
        (line["visit"], line.get("VisitsMarked"), line.get("VisitsNotCounted")) for line in lines if "_aws" in line
    ]
    assert measured == [("person", 1, None), ("crawler", None, 1), ("person", None, 1)]
    for secret in (
        ADDRESS,
        CHROME,
        "Twitterbot",
        b64encode(database.keys["KEY#2026-11-25"]).decode(),
        next(iter(database.marks))[1],
    ):
        assert secret not in text
