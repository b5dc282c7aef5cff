"""Mails: by month, by person, or those that are due."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.paging import every_item
from console.framework.rendering import Values
from console.pages.logs.months import month_of, months
from lahetti.mail import mail_log
from lahetti.mail.mail_log import Logged
from lahetti.people import members
from lahetti.people.model import Role


@page("logs/mails.html", Role.ADMIN)
def mails(context: PageContext) -> Values:
    """Return a page of the mails of a month, of a person, or that are still to go."""
    found, following = _mails(context, context.cursor)
    person = context.query.get("person", "")
    return {
        "mails": found,
        "person_id": person,
        "of": members.names_of([person]).get(person, ("", ""))[0] if person else "",
        "due": not person and "month" not in context.query,
        "next": following,
        **months(context, month_of(context)),
    }


@mails.export("mails")
def exported_mails(context: PageContext) -> Iterator[Line]:
    """Yield every mail of the list."""
    for mail in every_item(lambda cursor: _mails(context, cursor)):
        yield {
            "at": mail.at,
            "name": mail.name,
            "kind": context.texts(f"mails.kind.{mail.kind.value}"),
            "state": context.texts(f"mails.state.{mail.state}"),
            "why": reason_in_words(context, mail),
        }


def reason_in_words(context: PageContext, mail: Logged) -> str:
    """Return why a mail did not go, never SES's own words: an address may stand in them."""
    if mail.reason is None:
        return ""
    key = f"mails.reason.{mail.reason.replace(' ', '_')}"
    return context.texts(key) if key in context.texts else context.texts("mails.reason.refused")


def _mails(context: PageContext, cursor: str | None) -> tuple[list[Logged], str | None]:
    person = context.query.get("person", "")
    if person:
        return mail_log.mails_of_person(person[:64], cursor)
    if "month" in context.query:
        return mail_log.mails_of_month(month_of(context), cursor)
    return mail_log.mails_waiting(cursor)
