"""Who asks for a page, and with what: what views and deeds get, and what templates call `ask`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from console.forms import Form
from console.refusals import Refusal
from lahetti.core.configuration import configuration
from lahetti.core.texts import Texts
from lahetti.people.model import Person


@dataclass(frozen=True)
class Asking:
    """`path` is the one asked for, `resource` as the template writes it; `refusals` say why a form failed."""

    person: Person
    resource: str
    path: str
    query: Mapping[str, str]
    now: datetime
    token: str = ""
    form: Form = field(default_factory=Form)
    refusals: tuple[Refusal, ...] = ()
    notice: str | None = None

    @cached_property
    def texts(self) -> Texts:
        """The words of the person's language."""
        return Texts("console", self.person.language)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The programme's time zone."""
        return ZoneInfo(configuration().time_zone)

    @property
    def cursor(self) -> str | None:
        """Where the page of a list begins."""
        return self.query.get("cursor") or None

    @property
    def here(self) -> str:
        """This page's own address with its query."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    def link(self, **changes: str | None) -> str:
        """Return this page's address with another query; None takes a part out."""
        query = {name: value for name, value in {**self.query, **changes}.items() if value}
        return f"{self.path}?{urlencode(query)}" if query else self.path

    def typed(self, name: str, default: object = "") -> str:
        """Return what a field shows: what was typed where the form failed, else what is stored."""
        if self.refusals and name in self.form.fields:
            return self.form.fields[name][0]
        return "" if default is None else str(default)

    def chosen(self, name: str, default: object = ()) -> tuple[str, ...]:
        """Return what is ticked: as sent where the form failed, else as stored."""
        if self.refusals and self.form.deed:
            return self.form.fields.get(name, ())
        if isinstance(default, str):
            return (default,)
        return tuple(str(value) for value in default) if isinstance(default, list | tuple | set) else ()

    def refusal(self, name: str) -> str | None:
        """Return why a field was refused."""
        return next((refusal.text for refusal in self.refusals if refusal.field == name), None)

    def local(self, moment: datetime | None) -> str:
        """Return a moment as a field of the type `datetime-local` holds it."""
        return f"{moment.astimezone(self.zone):%Y-%m-%dT%H:%M}" if moment else ""

    def refused(self, refusals: tuple[Refusal, ...]) -> "Asking":
        """Return the same with what was wrong."""
        return replace(self, refusals=refusals)
