"""The audit log: by month, or by what was changed."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.logs.audit_format import change_in_words
from console.pages.logs.months import month_of, months
from lahetti.analytics import audit_log
from lahetti.people.model import Role

_LONGEST_SUBJECT = 200


@page("logs/audit.html", Role.ADMIN)
def audit(context: PageContext) -> Values:
    """Return a page of a month's changes, or of one thing's."""
    subject, month = _subject(context), month_of(context)
    if subject:
        found, following = audit_log.changes_of(subject, context.cursor)
    else:
        found, following = audit_log.changes_in(month, context.cursor)
    return {
        "subject": subject,
        "of": found[0].of if subject and found else "",
        "changes": [change_in_words(context, change) for change in found],
        "next": following,
        **months(context, month),
    }


@audit.export("changes")
def exported_changes(context: PageContext) -> Iterator[Line]:
    """Yield every change of the month, or of the thing."""
    for change in audit_log.all_changes(month_of(context), _subject(context)):
        words = change_in_words(context, change)
        details = [f"{label}: {before} → {after}" for label, before, after in words["details"]]
        yield {
            "at": change.at,
            "who": words["who"],
            "what": words["what"],
            "of": words["of"] or change.subject,
            "changed": "; ".join(details),
        }


def _subject(context: PageContext) -> str:
    return context.query.get("subject", "")[:_LONGEST_SUBJECT]
