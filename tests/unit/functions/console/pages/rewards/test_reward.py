import re
from html import unescape

import pytest

from console.framework.context import PageContext
from console.framework.form import Form, Upload
from console.framework.page import Report
from console.framework.rendering import rendered
from console.pages.rewards import reward
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.core.languages import INTERFACE
from lahetti.dynamodb.transactions import transact
from lahetti.people.model import Person, PersonState, Role
from lahetti.rewards import items
from lahetti.rewards.model import Offer, Reward, Supply, Way
from lahetti.security import encryption, secrets
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.unit.functions.console.conftest import NOW

ADMIN = Person("admin", "admin@vero.fi", "Maarit", Role.ADMIN, PersonState.ACTIVE, "fi", NOW)
PATH = "/console/rewards/r1"
FILE = "Numero;Koodi;Arvo\r\n1;SALA-0001;10\r\n2;SALA-0002;10\r\n3;kaksi sanaa;10\r\n".encode("utf-16")


@pytest.fixture(autouse=True)
def programme(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encryption, "encrypt", lambda plain, **_: bytes(byte ^ 0x5A for byte in plain))
    monkeypatch.setattr(encryption, "decrypt", lambda sealed, **_: bytes(byte ^ 0x5A for byte in sealed))
    monkeypatch.setattr(secrets, "voucher_key", lambda: b"key")
    offer = Offer(Way.TOP, named("Elokuvaliput"), 1450, 10, race="W2026-49")
    transact(items.put_reward(Reward("r1", offer, Supply(10, 0))))
    transact(
        items.put_reward(
            Reward("r2", Offer(Way.TOP, named("Kakku"), 100, 1, "W2026-49", vouchers=False), Supply(1, None))
        )
    )


def do(action: str, of: str = "r1", content: bytes | None = None, **typed: str) -> Report:
    uploads = {} if content is None else {"file": Upload("koodit.csv", content)}
    form = Form({name: (value,) for name, value in typed.items()}, uploads)
    report = reward.one_reward.actions[action][0](PageContext(ADMIN, PATH, PATH, {}, NOW, form=form), of)
    assert isinstance(report, Report)
    return report


def shown(report: Report, language: str = "fi") -> str:
    frame = {"context": PageContext(ADMIN, PATH, PATH, {}, NOW), "person": ADMIN, "menu": (), "badges": {}}
    return rendered(report.template, language, {**frame, **report.values})


def token(page: str) -> str:
    found = re.search(r'name="kept" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


def uploaded() -> int:
    found = items.find_reward("r1", consistent=True)
    assert found is not None
    return found.supply.uploaded or 0


@pytest.mark.parametrize("language", INTERFACE)
def test_a_file_is_shown_without_its_codes_before_any_is_taken_in(language: str) -> None:
    page = shown(do("upload", content=FILE), language)

    assert uploaded() == 0
    assert "SALA-0001" not in page
    assert "SA…01" in page
    assert re.findall(r'type="radio" name="column" value="(\d)"( checked)?', page)[0] == ("1", " checked")


def test_the_chosen_column_is_taken_in_once() -> None:
    file = token(shown(do("upload", content=FILE)))

    report = do("store", kept=file, column="1")

    assert (report.values["upload"].added, uploaded()) == (2, 2)
    assert [problem.line for problem in report.values["upload"].problems] == [4]
    with pytest.raises(Conflict, match="an hour ago"):
        do("store", kept=file, column="1")
    assert uploaded() == 2


def test_pasted_codes_are_shown_and_taken_in_as_well() -> None:
    page = shown(do("upload", codes="SALA-0001\nSALA-0002"))

    do("store", kept=token(page), column="0")

    assert uploaded() == 2


@pytest.mark.parametrize("column", ["", "-1"])
def test_a_column_has_to_be_chosen(column: str) -> None:
    file = token(shown(do("upload", content=FILE)))

    with pytest.raises(Invalid):
        do("store", kept=file, column=column)
    do("store", kept=file, column="1")


def test_nothing_is_read_for_a_reward_without_vouchers_or_none_at_all() -> None:
    with pytest.raises(Conflict):
        do("upload", of="r2", codes="A")
    with pytest.raises(NotFound):
        do("upload", of="r3", codes="A")


def test_neither_a_file_nor_a_code_is_refused() -> None:
    with pytest.raises(Invalid):
        do("upload")
