"""A file is shown as it was read before anything of it is stored."""

import random
import re
from datetime import date
from typing import Any

import pytest

from console.framework.context import PageContext
from console.framework.form import Form, Upload
from console.framework.notice import Redirect
from console.framework.page import Confirm, Report
from console.framework.rendering import rendered
from console.pages.campaigns import campaign_files
from lahetti.campaigns import filing, items
from lahetti.core.errors import Invalid, TooLarge
from lahetti.core.languages import INTERFACE
from lahetti.people.model import Person, PersonState, Role
from tests.campaigns import campaign, put_campaigns
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW
from tests.unit.lahetti.campaigns.test_filing import BASE, COUNTS, PAID

EDITOR = Person("eeva", "eeva@vero.fi", "Eeva", Role.EDITOR, PersonState.ACTIVE, "fi", NOW)
PATH = "/console/campaigns/k/files"
FILES = {"paid": PAID, "counts": COUNTS, "baseline": BASE}


@pytest.fixture(autouse=True)
def _campaign(database: MemoryDynamoDb) -> None:
    put_campaigns(campaign())


def context(file: bytes | None = None, **typed: str) -> PageContext:
    uploads = {} if file is None else {"file": Upload("luvut.csv", file)}
    form = Form({name: (value,) for name, value in typed.items()}, uploads)
    return PageContext(EDITOR, PATH, PATH, {}, NOW, form=form)


def do(action: str, file: bytes | None = None, **typed: str) -> Redirect | Confirm | Report:
    return campaign_files.campaign_files.actions[action][0](context(file, **typed), "k")


def preview(kind: str, language: str = "fi") -> str:
    report = do("look", FILES[kind], kind=kind)
    assert isinstance(report, Report)
    frame: dict[str, Any] = {"context": context(), "person": EDITOR, "menu": (), "badges": {}}
    return rendered(report.template, language, {**frame, **report.values})


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize("kind", FILES)
def test_what_was_read_is_shown_and_nothing_is_stored(kind: str, language: str) -> None:
    page = preview(kind, language)

    assert "luvut.csv" in page
    assert (items.paid_of("k"), items.counts_of("k"), items.baseline_of("k")) == ([], [], [])


def test_a_preview_names_rows_sums_currency_and_what_was_not_understood() -> None:
    page = preview("paid")

    words = " ".join(page.split())
    assert "4 riviä. Ensimmäinen rivi: ma 30.11., X, 100,50 €, 50 klikkausta." in words
    assert "<li>X: 100,50 €</li>" in words.replace("\u00a0", " ")
    assert "3 riviä ei ymmärretty." in page
    assert "Valuutta on USD, mutta kampanjan kulut ovat valuutassa EUR." in page
    assert "1 summarivi ohitettiin" in page


def test_unattributed_conversions_and_gaps_are_named() -> None:
    assert re.search(r"Lähde ei tiedossa: 2.003", preview("counts"))
    assert "7 konversiota kuuluu muihin kampanjoihin" in preview("counts")
    assert "Puuttuu: ma 10.11. – su 16.11." in preview("baseline")


@pytest.mark.parametrize("kind", FILES)
def test_what_was_shown_is_what_is_stored_and_once(kind: str) -> None:
    kept = re.search(r'name="kept" value="([^"]+)"', preview(kind))
    assert kept is not None

    first, again = (do("store", kind=kind, kept=kept[1]) for _ in range(2))

    assert isinstance(first, Redirect)
    assert first.n == {"paid": 1, "counts": 2, "baseline": 3}[kind]
    assert again == Redirect("done.file_stored", n=0)


@pytest.mark.parametrize("kept", ["", "%%", "YWJj"])
def test_a_file_that_is_gone_is_chosen_anew(kept: str) -> None:
    with pytest.raises(Invalid) as refused:
        do("store", kind="paid", kept=kept)

    assert refused.value.field == "file"


def test_without_a_file_or_its_kind_nothing_is_looked_at() -> None:
    with pytest.raises(Invalid, match="chosen"):
        do("look", kind="paid")
    with pytest.raises(Invalid, match="chosen"):
        do("look", PAID, kind="other")


def test_a_file_that_no_preview_can_carry_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign_files, "LARGEST_KEPT", 100)

    with pytest.raises(TooLarge) as refused:
        do("look", random.Random(0).randbytes(200), kind="paid")
    assert (refused.value.field, refused.value.limit) == ("file", 100)


def test_a_row_is_typed_and_removed_after_asking() -> None:
    row = {"network": "x", "first": "2026-11-30", "spend_cents": "1 200,50", "clicks": "1 000"}
    assert do("type", **row) == Redirect("done.paid_typed")

    (stored,) = items.paid_of("k")
    assert (stored.first, stored.last, stored.spend_cents, stored.clicks) == (
        date(2026, 11, 30),
        date(2026, 11, 30),
        120_050,
        1000,
    )
    assert isinstance(do("remove", row=filing.place_of(stored)), Confirm)
    assert do("remove", row=filing.place_of(stored), confirmed="yes") == Redirect("done.paid_removed")


@pytest.mark.parametrize("language", INTERFACE)
def test_what_is_stored_is_shown(language: str) -> None:
    filing.store_paid(campaign(), PAID, "eeva", NOW)
    frame: dict[str, Any] = {"context": context(), "person": EDITOR, "menu": (), "badges": {}}

    page = rendered(
        "campaigns/campaign_files.html", language, {**frame, **campaign_files.campaign_files.view(context(), "k")}
    )

    assert "Tilinumero" in page
    assert "100" in page
