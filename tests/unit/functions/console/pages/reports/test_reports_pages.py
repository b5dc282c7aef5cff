"""Pages of reports, as they are read in each language; what a report holds is tried where it is written."""

import csv
import io
from datetime import datetime
from typing import Any

import pytest

from console.framework.context import PageContext
from console.framework.errors import FormErrors
from console.framework.export import as_csv
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm, Page
from console.framework.rendering import rendered
from console.pages.reports import report, reports
from lahetti.analytics.media_value import items as price_items
from lahetti.core.errors import Conflict, Invalid
from lahetti.core.languages import INTERFACE
from lahetti.dynamodb.transactions import transact
from lahetti.people.model import Person, PersonState, Role
from lahetti.reports import promising, rules, writing
from lahetti.reports.model import Choice, Goal
from lahetti.surveys.model import SurveyKind
from tests.reports import (
    AFTER,
    BEFORE_IT,
    GOALS,
    REPORT,
    WITHIN,
    ZONE,
    plan,
    put_campaign,
    put_month,
    put_prize,
    put_survey,
)
from tests.unit.functions.console.pages.people.test_people import ADMIN

EDITOR = Person("eeva", "eeva@vero.fi", "Eeva", Role.EDITOR, PersonState.ACTIVE, "fi", BEFORE_IT, guidelines=1)
TEXTS = tuple(f"Ajatus <b>{number}</b>" for number in range(5))

pytestmark = pytest.mark.usefixtures("database")


def put_all() -> None:
    put_month()
    put_campaign()
    put_prize()
    put_survey("before", SurveyKind.BEFORE, "Ennen pilottia", [2] * 10)
    put_survey("after", SurveyKind.AFTER, "Pilotin lopussa", [4] * 10, TEXTS)


def write(**choice: Any) -> None:
    wanted = {"before": "before", "after": "after", "campaigns": ("k",), "texts": (rules.key_of(TEXTS[1]),)}
    writing.write(REPORT, Choice(**{**wanted, **choice}), "maarit", AFTER, ZONE)


def context(
    now: datetime = AFTER, person: Person = ADMIN, path: str = f"/console/works/reports/{REPORT}", **query: str
) -> PageContext:
    return PageContext(person, path, path, query, now)


def sent(now: datetime = AFTER, **fields: str | tuple[str, ...]) -> PageContext:
    texts = {name: (value,) if isinstance(value, str) else value for name, value in fields.items()}
    return PageContext(ADMIN, "", "", {}, now, form=Form(texts))


def shown(page: Page, asked: PageContext, *parameters: str, language: str = "fi") -> str:
    frame: dict[str, Any] = {"context": asked, "person": asked.person, "menu": (), "badges": {}}
    return rendered(page.template, language, {**frame, **page.view(asked, *parameters)})


@pytest.mark.parametrize("language", INTERFACE)
def test_a_written_report_is_read_in_the_readers_language(language: str) -> None:
    put_all()
    plan(GOALS)
    write(learned="Opimme <i>paljon</i>.")
    reader = Person("r", "r@vero.fi", "R", Role.EDITOR, PersonState.ACTIVE, language, BEFORE_IT, guidelines=1)

    page = shown(report.one_report, context(person=reader), REPORT, language=language)

    words = {
        "fi": ("Luvattiin ja toteutui", "Media-arvo (arvio)", "Marraskuu 2026", "Sisältöihimme luotetaan."),
        "sv": ("Utlovat och uppnått", "Medievärde (uppskattning)", "November 2026", "Man litar på vårt innehåll."),
        "en": ("Promised and reached", "Media value (estimate)", "November 2026", "People trust our content."),
    }
    assert all(word in page for word in words[language])
    assert "”Ajatus &lt;b&gt;1&lt;/b&gt;”" in page
    assert "Opimme &lt;i&gt;paljon&lt;/i&gt;." in page
    assert "style=" not in page
    assert 'name="action" value="remove"' not in page  # an editor reads


def test_a_report_answers_what_was_promised_and_what_came() -> None:
    put_all()
    plan(GOALS)
    write()

    page = " ".join(shown(report.one_report, context(), REPORT).replace("\n", " ").split())

    assert '<th scope="row">Osallistumisprosentti</th><td class="r">40 %</td><td class="r"><b>36,4 %</b>' in page
    assert "36,4 % aktiivisista" in page
    assert "1 228 €" in page  # 491 clicks at 2.50, to the euro
    assert "Verona-blogi" in page
    assert "1 palkinto" in page
    assert "maarit" not in page[page.index("<article") :].lower()  # names nobody


def test_a_report_without_a_promise_a_campaign_or_a_survey_says_so() -> None:
    plan()
    write(before=None, after=None, campaigns=(), texts=())

    page = shown(report.one_report, context(), REPORT)

    for words in ("Ennen jakson alkua ei luvattu mitään.", "Jaksolla ei ollut kampanjaa.", "Kyselyä ei ole valittu."):
        assert words in page


def test_clicks_without_any_price_have_no_media_value_and_the_page_says_why() -> None:
    put_month()
    (price,) = price_items.all_prices()
    transact(price_items.delete_price(price))
    plan()
    write(before=None, after=None, campaigns=(), texts=())

    page = shown(report.one_report, context(), REPORT)

    assert "Media-arvoa ei ole laskettu" in page


def test_the_file_holds_every_figure() -> None:
    put_all()
    plan(GOALS)
    write()

    rows = _table(context())

    assert ("Luvattiin", "", "Klikkauksia", "500", "491") in rows
    assert ("Luvut", "", "Media-arvo (arvio)", "", "1227,5") in rows
    assert ("Jaettiin heikoimmin", "Harva jakoi", "Jakoja", "", "alle 5 jakajaa") in rows
    assert ("Kampanjat", "Tilinumero ajan tasalle", "Mainonnan kulut (EUR)", "", "2400,0") in rows
    assert ("Kysely ennen ja jälkeen", "Pilotin lopussa", "Sisältöihimme luotetaan.", "", "4,0") in rows
    assert ("Palkinnot ja kulut", "", "Annettuja palkintoja", "", "1") in rows


def test_the_file_of_what_is_only_promised_has_no_figures() -> None:
    plan({Goal.CLICKS: 500})

    rows = _table(context())

    assert ("Luvattiin", "", "Klikkauksia", "500", "") in rows
    assert len(rows) == len(Goal)


def test_goals_can_be_changed_on_the_page_until_the_period_begins() -> None:
    plan({Goal.CLICKS: 500})

    assert 'name="clicks"' in shown(report.one_report, context(now=BEFORE_IT), REPORT)
    assert 'name="clicks"' not in shown(report.one_report, context(now=BEFORE_IT, person=EDITOR), REPORT)
    assert 'name="clicks"' not in shown(report.one_report, context(now=WITHIN), REPORT)
    change, role = report.one_report.actions["promise"]
    change(sent(BEFORE_IT, clicks="600", active=""), REPORT)
    with pytest.raises(Conflict):
        change(sent(WITHIN, clicks="1"), REPORT)

    assert promising.find(REPORT).goals == {Goal.CLICKS: 600}
    assert role is Role.ADMIN


def test_a_report_is_planned_by_its_form() -> None:
    create, _ = reports.all_reports.actions["create"]
    own = {"report": REPORT, "name": "Pilotti", "period": "days", "first": "2026-11-02", "last": "2026-11-29"}

    with pytest.raises(FormErrors):
        create(sent(BEFORE_IT, **{**own, "first": "", "clicks": "many"}))
    with pytest.raises(Invalid):
        create(sent(BEFORE_IT, **own, active="10"))
    made = create(sent(BEFORE_IT, **own, clicks="10"))

    assert made == Redirect("done.report_planned", f"/console/works/reports/{REPORT}")
    assert promising.find(REPORT).period == "D20261102-20261129"


def test_the_form_offers_periods_to_come() -> None:
    page = shown(reports.all_reports, context(now=BEFORE_IT))

    assert '<option value="Q2027-1" selected>' in page
    assert page.index("Q2027-4") < page.index("Q2026-4") < page.index("M2027-02") < page.index("M2026-06")


def test_the_form_of_writing_shows_texts_only_of_five_and_says_when_it_is_too_early() -> None:
    put_all()
    plan()

    early = shown(report.one_report, context(now=WITHIN), REPORT)
    page = shown(report.one_report, context(), REPORT)
    without = shown(report.one_report, context(after="-"), REPORT)

    assert "kun jakso on ohi" in early
    assert 'name="learned"' not in early
    assert page.count('name="texts"') == len(TEXTS)
    assert 'name="campaigns" value="k" checked' in page
    assert 'name="texts"' not in without


def test_a_report_is_written_by_its_form_once() -> None:
    put_all()
    plan()
    by_form, role = report.one_report.actions["write"]

    done = by_form(sent(before="before", after="-", campaigns=("k",), learned="Opimme."), REPORT)

    assert done == Redirect("done.report_written", f"/console/works/reports/{REPORT}")
    written = promising.find(REPORT)
    assert written.figures is not None
    assert (written.figures.after, written.learned, len(written.figures.campaigns)) == (None, "Opimme.", 1)
    assert role is Role.ADMIN
    assert 'name="learned"' not in shown(report.one_report, context(), REPORT)


def test_a_report_is_removed_after_asking() -> None:
    plan()
    remove, role = report.one_report.actions["remove"]

    assert isinstance(remove(sent(), REPORT), Confirm)
    assert remove(sent(confirmed="yes"), REPORT) == Redirect("done.report_removed", "/console/works/reports")

    assert promising.every_report() == []
    assert role is Role.ADMIN


@pytest.mark.parametrize(
    ("now", "state"), [(BEFORE_IT, "Suunniteltu"), (WITHIN, "Jakso on käynnissä"), (AFTER, "Kirjoittamatta")]
)
def test_the_list_says_where_each_report_is(now: datetime, state: str) -> None:
    plan()

    page = shown(reports.all_reports, context(now=now, path="/console/works/reports"))

    assert state in page
    assert "Marraskuu 2026" in page
    assert 'name="period"' in page
    assert 'name="period"' not in shown(reports.all_reports, context(person=EDITOR))


def _table(asked: PageContext) -> list[tuple[str, ...]]:
    assert report.one_report.lines is not None
    text = as_csv(report.one_report.lines[1](asked, REPORT), asked.texts)
    return [tuple(row) for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")][1:]
