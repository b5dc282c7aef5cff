"""Who asks for a page, and with what: what views and actions get, and what templates call `context`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from console.framework.errors import FieldError
from console.framework.form import Form
from lahetti.core.configuration import configuration
from lahetti.core.texts import Texts
from lahetti.people.model import Person


@dataclass(frozen=True)
class PageContext:
    """A request of somebody who is signed in.

    `path` is the one that was asked for, `resource` as the template writes it; `errors` say why a form was refused.
    """

    person: Person
    resource: str
    path: str
    query: Mapping[str, str]
    now: datetime
    token: str = ""
    form: Form = field(default_factory=Form)
    errors: tuple[FieldError, ...] = ()
    notice: str | None = None

    @cached_property
    def texts(self) -> Texts:
        """The texts in the person's language."""
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
    def url(self) -> str:
        """This page's path with its query."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    def link(self, **changes: str | None) -> str:
        """Return this page's path with another query; None takes a part out."""
        query = {name: value for name, value in {**self.query, **changes}.items() if value}
        return f"{self.path}?{urlencode(query)}" if query else self.path

    def value(self, name: str, stored: object = "") -> str:
        """Return what a field shows: what was typed where the form was refused, else what is stored."""
        if self.errors and name in self.form.fields:
            return self.form.fields[name][0]
        return "" if stored is None else str(stored)

    def chosen(self, name: str, stored: object = ()) -> tuple[str, ...]:
        """Return which boxes are ticked: as sent where the form was refused, else as stored."""
        if self.errors and self.form.action:
            return self.form.fields.get(name, ())
        if isinstance(stored, str):
            return (stored,)
        return tuple(str(value) for value in stored) if isinstance(stored, list | tuple | set) else ()

    def error(self, name: str) -> str | None:
        """Return why a field was refused."""
        return next((error.text for error in self.errors if error.field == name), None)

    def local(self, moment: datetime | None) -> str:
        """Return a moment as a field of the type `datetime-local` holds it."""
        return f"{moment.astimezone(self.zone):%Y-%m-%dT%H:%M}" if moment else ""

    def with_errors(self, errors: tuple[FieldError, ...]) -> "PageContext":
        """Return the same request with what was wrong in its form."""
        return replace(self, errors=errors)
