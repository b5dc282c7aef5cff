import re
from dataclasses import replace
from typing import Any

import pytest

from console.framework.context import PageContext
from console.framework.errors import EditConflict, FormErrors
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages import guidelines
from lahetti.core.errors import Busy, Invalid
from lahetti.core.languages import INTERFACE
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.guidelines import drafting, publishing
from lahetti.people.model import Role, ScoreCard
from lahetti.settings import versions
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.test_handler import person

ADMIN = replace(person(), role=Role.ADMIN)
TEXTS = {"fi": "1. Ole rehellinen. Aina.\n2. Kysy.", "sv": "Var ärlig.", "en": "Be honest."}
NEWS = {"changes.fi": "Uutta.", "changes.sv": "Nytt.", "changes.en": "New."}


@pytest.fixture(autouse=True)
def _programme(database: MemoryDynamoDb) -> Any:
    versions._CURRENT.clear()
    transact(people_items.put_person(ADMIN), people_items.put_card(ScoreCard(ADMIN.id, ADMIN.name)))
    publishing.publish(TEXTS, ADMIN.id, NOW)
    yield
    versions._CURRENT.clear()


def asked(language: str = "fi", **fields: str) -> PageContext:
    form = Form({name: (text,) for name, text in fields.items()})
    who = replace(ADMIN, language=language)
    return PageContext(who, "/console/guidelines", "/console/guidelines", {}, NOW, form=form)


def opened() -> dict[str, str]:
    """Return the form as the page shows it: every field with what it holds."""
    written = guidelines._written(publishing.current(), drafting.draft())
    fields = guidelines._fields(asked(), written)
    return {"original": guidelines.original(fields), **{field.name: field.text for field in fields}}


def sent(action: Any, form: dict[str, str] | None = None, **typed: str) -> Redirect | Confirm:
    named = {name.replace("__", "."): text for name, text in typed.items()}
    outcome: Redirect | Confirm = action(asked(**{**(form or opened()), **named}))
    return outcome


def shown(language: str = "fi") -> str:
    context = asked(language)
    frame: dict[str, Any] = {"context": context, "person": context.person, "menu": (), "badges": {}}
    return rendered("guidelines.html", language, {**frame, **guidelines.all_guidelines.view(context)})


def previewed(outcome: Redirect | Confirm) -> str:
    assert isinstance(outcome, Confirm)
    context = asked()
    frame: dict[str, Any] = {"context": context, "person": context.person, "menu": (), "badges": {}}
    return rendered(outcome.template, "fi", {**frame, "confirm": outcome, **(outcome.values or {})})


@pytest.mark.parametrize("language", INTERFACE)
def test_a_draft_is_kept_by_language_apart_from_what_holds(language: str) -> None:
    sent(guidelines.save, texts__sv="Var alltid ärlig.")

    draft = drafting.draft()
    assert draft is not None
    assert draft.texts == {**TEXTS, "sv": "Var alltid ärlig."}
    assert publishing.current().texts == TEXTS
    assert publishing.current().version == 1
    page = shown(language)
    assert "Var alltid ärlig.</textarea>" in page
    words = asked(language).texts
    assert words("guidelines.still", n=1) in page
    assert words("guidelines.compare", n=1) in page
    added = re.search(r"<ins>.*?</ins>", page)
    assert added
    assert words("guidelines.added") in added[0]
    assert "alltid" in added[0]
    assert page.count(words("guidelines.unchanged")) == 2


def test_a_draft_may_lack_what_a_version_needs_and_nothing_else() -> None:
    sent(guidelines.save, texts__fi="", changes__fi="Kesken")

    draft = drafting.draft()
    assert draft is not None
    assert (draft.texts["fi"], draft.changes["fi"]) == ("", "Kesken")
    with pytest.raises(Invalid) as lacking:
        sent(guidelines.publish)
    assert lacking.value.field == "texts.fi"
    with pytest.raises(Invalid) as long:
        sent(guidelines.save, texts__fi="x" * 20_001)
    assert (long.value.field, long.value.limit) == ("texts.fi", 20_000)


def test_nothing_is_kept_where_nothing_was_changed(database: MemoryDynamoDb) -> None:
    with pytest.raises(Invalid):
        sent(guidelines.save)
    sent(guidelines.save, texts__fi="Uusi.")
    database.written.clear()

    sent(guidelines.save, texts__fi="Uusi.")

    assert database.written == []


def test_looking_keeps_the_draft_and_publishing_ends_it(database: MemoryDynamoDb) -> None:
    fields = {
        "texts__fi": "1. Ole rehellinen. Aina.\n2. Kysy rohkeasti.",
        **{k.replace(".", "__"): v for k, v in NEWS.items()},
    }
    form = opened()
    page = previewed(sent(guidelines.publish, form, **fields))

    assert drafting.draft() is not None
    assert publishing.current().version == 1
    assert "<b>Kysy rohkeasti.</b>" in page
    assert "<b>Ole rehellinen.</b> Aina." in page
    assert "Uutta." in page
    assert page.count("<del>") == 1
    done = sent(guidelines.publish, form, confirmed="yes", **fields)
    assert isinstance(done, Redirect)
    assert done.text == "done.guidelines_published"
    assert publishing.current().version == 2
    assert publishing.current().changes == {"fi": "Uutta.", "sv": "Nytt.", "en": "New."}
    assert drafting.draft() is None
    with pytest.raises(Invalid):
        sent(guidelines.publish, form, confirmed="yes", **fields)


def test_what_changed_is_asked_for_in_every_language() -> None:
    with pytest.raises(FormErrors) as missing:
        sent(guidelines.publish, texts__fi="Uusi.")

    assert [error.field for error in missing.value.errors] == ["changes.fi", "changes.sv", "changes.en"]


def test_two_who_draft_at_once_lose_nothing_of_each_other() -> None:
    form = opened()
    sent(guidelines.save, form, texts__sv="Toisen.")

    sent(guidelines.save, form, texts__fi="Oma.")
    with pytest.raises(EditConflict):
        sent(guidelines.save, form, texts__sv="Kolmannen.")

    draft = drafting.draft()
    assert draft is not None
    assert (draft.texts["fi"], draft.texts["sv"]) == ("Oma.", "Toisen.")


def test_who_publishes_while_another_writes_on_publishes_nothing(database: MemoryDynamoDb) -> None:
    news = {name.replace(".", "__"): text for name, text in NEWS.items()}
    sent(guidelines.save, texts__fi="Uusi.", **news)
    before = drafting.draft()

    def written_on(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            database.before = lambda *_: None
            assert before is not None
            drafting.save({**before.texts, "en": "More."}, before.changes, before, "other", NOW)

    database.before = written_on
    with pytest.raises(Busy):
        sent(guidelines.publish, confirmed="yes")

    assert publishing.current().version == 1
    draft = drafting.draft()
    assert draft is not None
    assert draft.texts["en"] == "More."


def test_a_draft_is_thrown_away_after_asking() -> None:
    sent(guidelines.save, texts__fi="Uusi.")

    assert isinstance(sent(guidelines.discard), Confirm)
    assert drafting.draft() is not None
    for _ in range(2):
        done = sent(guidelines.discard, confirmed="yes")
        assert isinstance(done, Redirect)
    assert drafting.draft() is None
    assert publishing.current().texts == TEXTS
