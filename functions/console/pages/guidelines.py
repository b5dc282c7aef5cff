"""The guidelines: what holds, the versions before it, and the next one, which is looked at before everybody gets it."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.editing import EditedField, changed_fields, original
from console.framework.errors import FormErrors
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.paging import every_item
from console.framework.rendering import Values
from lahetti.core import languages
from lahetti.core.errors import Invalid
from lahetti.people import members
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.guidelines import rules as guidelines_rules
from lahetti.people.guidelines.model import Guidelines
from lahetti.people.model import Role


@page("guidelines.html", Role.ADMIN)
def all_guidelines(context: PageContext) -> Values:
    """Return the current version, one that was asked for, and a page of all."""
    current = guidelines_publishing.current()
    wanted = context.query.get("version", "")
    older = (
        guidelines_publishing.find(int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else None
    )
    versions, following = guidelines_publishing.versions(context.cursor)
    names = members.names_of({version.by for version in versions})
    nobody = (context.texts("change.by_itself"), "")
    return {
        "current": current,
        "original": original(_fields(context, current)),
        "older": older if older is not None and older.version != current.version else None,
        "versions": [(version, names.get(version.by, nobody)[0]) for version in versions],
        "next": following,
        "languages": languages.GUIDELINES,
        "longest": guidelines_rules.LONGEST,
        "longest_change": guidelines_rules.LONGEST_CHANGE,
    }


@all_guidelines.action("publish")
def publish(context: PageContext) -> Redirect | Confirm:
    """Show how a new version will look, then publish it: everybody is asked again, and those who had accepted told."""
    notes = {language: context.form.text(f"changes.{language}") for language in languages.GUIDELINES}
    current = guidelines_publishing.current()
    texts = current.texts | _changed(context, current)
    guidelines_rules.checked(texts, notes)
    if current.version and texts == current.texts:
        raise Invalid("Nothing has been changed.", field="texts.fi", reason="same")
    missing = [language for language in languages.GUIDELINES if not notes[language]] if current.version else []
    if missing:
        raise FormErrors([Invalid("What changed?", field=f"changes.{one}", reason="missing") for one in missing])
    if not context.form.confirmed:
        follows = [context.texts("guidelines.follows.asked")]
        if current.version:
            follows.append(context.texts("guidelines.follows.told"))
        follows.append(context.texts("guidelines.follows.kept"))
        question = context.texts("guidelines.question", n=current.version + 1)
        shown = {"texts": texts, "notes": notes, "languages": languages.GUIDELINES}
        button = context.texts("guidelines.publish")
        return Confirm(question, tuple(follows), button, "guidelines_preview.html", shown)
    number = guidelines_publishing.publish(texts, context.person.id, context.now, changes=notes, since=current.version)
    return Redirect("done.guidelines_published", n=number)


@all_guidelines.export("guidelines")
def exported(_: PageContext) -> Iterator[Line]:
    """Yield every version in every language."""
    for version in every_item(guidelines_publishing.versions):
        for language, text in sorted(version.texts.items()):
            yield {
                "version": version.version,
                "at": version.published,
                "language": language,
                "changed": version.changes.get(language, ""),
                "text": text,
            }


def _changed(context: PageContext, current: Guidelines) -> dict[str, str]:
    """Return {language: text} of those that the form changes."""
    changed = changed_fields(context.form, _fields(context, current))
    return {
        language: changed[f"texts.{language}"] for language in languages.GUIDELINES if f"texts.{language}" in changed
    }


def _fields(context: PageContext, current: Guidelines) -> list[EditedField]:
    return [_field(context, language, current.texts.get(language, "")) for language in languages.GUIDELINES]


def _field(context: PageContext, language: str, text: str) -> EditedField:
    name, label = f"texts.{language}", context.texts(f"guidelines.text.{language}")
    return EditedField(name, label, text, text, lambda form: form.text(name))
