"""The guidelines: what holds, the versions before it, and the next one, which is looked at before everybody gets it."""

from collections.abc import Iterator

from chalice.app import Blueprint

from console.asking import Asking
from console.exports import Line
from console.notices import Done
from console.pages import Confirm, page
from console.refusals import Difference, Overtaken, Wrong
from console.rendering import Values
from lahetti.core.errors import Conflict, Invalid
from lahetti.core.texts import LANGUAGES
from lahetti.people import guidelines, members
from lahetti.people.model import Role

pages = Blueprint(__name__)


@page(pages, "/console/guidelines", "guidelines.html", Role.ADMIN)
def all_guidelines(ask: Asking) -> Values:
    """Return the current version, one that was asked for, and a page of all."""
    current = guidelines.current()
    wanted = ask.query.get("version", "")
    older = guidelines.find(int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else None
    versions, following = guidelines.versions(ask.cursor)
    names = members.names_of({version.by for version in versions})
    return {
        "current": current,
        "older": older if older is not None and older.version != current.version else None,
        "versions": [(version, names.get(version.by, (ask.texts("change.by_itself"), ""))[0]) for version in versions],
        "next": following,
        "longest": guidelines.LONGEST,
        "longest_change": guidelines.LONGEST_CHANGE,
    }


@all_guidelines.deed("publish")
def publish(ask: Asking) -> Done | Confirm:
    """Show how a new version will look, then publish it: everybody is asked again, and those who had accepted told."""
    texts = {language: ask.form.text(f"texts.{language}") for language in LANGUAGES}
    notes = {language: ask.form.text(f"changes.{language}") for language in LANGUAGES}
    current = guidelines.current()
    since = ask.form.version if ask.form.version is not None else current.version
    if since != current.version:
        raise Overtaken(current.version, _differences(ask, current.texts, texts))
    guidelines.checked(texts, notes)
    if current.version and texts == current.texts:
        raise Invalid("Nothing has been changed.", field="texts.fi", reason="same")
    missing = [language for language in LANGUAGES if not notes[language]] if current.version else []
    if missing:
        raise Wrong([Invalid("What changed?", field=f"changes.{one}", reason="missing") for one in missing])
    if not ask.form.confirmed:
        follows = [ask.texts("guidelines.follows.asked")]
        if current.version:
            follows.append(ask.texts("guidelines.follows.told"))
        follows.append(ask.texts("guidelines.follows.kept"))
        question = ask.texts("guidelines.question", n=current.version + 1)
        shown = {"texts": texts, "notes": notes}
        button = ask.texts("guidelines.publish")
        return Confirm(question, tuple(follows), button, "guidelines_preview.html", shown)
    try:
        number = guidelines.publish(texts, ask.person.id, ask.now, changes=notes, since=since)
    except Conflict as error:
        current = guidelines.current()
        raise Overtaken(current.version, _differences(ask, current.texts, texts)) from error
    return Done("done.guidelines_published", n=number)


@all_guidelines.export("guidelines")
def exported(_: Asking) -> Iterator[Line]:
    """Yield every version in every language."""
    cursor = None
    while True:
        versions, cursor = guidelines.versions(cursor)
        for version in versions:
            for language, text in sorted(version.texts.items()):
                yield {
                    "version": version.version,
                    "at": version.published,
                    "language": language,
                    "changed": version.changes.get(language, ""),
                    "text": text,
                }
        if cursor is None:
            return


def _differences(ask: Asking, theirs: dict[str, str], own: dict[str, str]) -> list[Difference]:
    return [
        Difference(f"texts.{language}", ask.texts(f"guidelines.text.{language}"), theirs.get(language, ""), text)
        for language, text in own.items()
        if text != theirs.get(language, "")
    ]
