"""The guidelines: what holds, the versions before it, and the next one, which is drafted, compared and previewed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
from lahetti.people.guidelines import comparing, drafting
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.guidelines import rules as guidelines_rules
from lahetti.people.guidelines.model import Guidelines, GuidelinesDraft
from lahetti.people.model import Role


@dataclass(frozen=True)
class Written:
    """The next version as it stands: texts and what they change, by language; `draft` where it was saved already."""

    texts: Mapping[str, str]
    changes: Mapping[str, str]
    draft: GuidelinesDraft | None


@page("guidelines.html", Role.ADMIN)
def all_guidelines(context: PageContext) -> Values:
    """Return the current version, the draft beside it, one that was asked for, and a page of all."""
    current, draft = guidelines_publishing.current(), drafting.draft()
    written = _written(current, draft)
    wanted = context.query.get("version", "")
    older = (
        guidelines_publishing.find(int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else None
    )
    versions, following = guidelines_publishing.versions(context.cursor)
    names = members.names_of({version.by for version in versions} | ({draft.by} if draft else set()))
    nobody = (context.texts("change.by_itself"), "")
    return {
        "current": current,
        "written": written,
        "original": original(_fields(context, written)),
        "drafted": (draft.saved, names.get(draft.by, nobody)[0]) if draft else None,
        "compared": _compared(current.texts, written.texts) if draft and current.version else {},
        "older": older if older is not None and older.version != current.version else None,
        "versions": [(version, names.get(version.by, nobody)[0]) for version in versions],
        "next": following,
        "languages": languages.GUIDELINES,
        "longest": guidelines_rules.LONGEST,
        "longest_change": guidelines_rules.LONGEST_CHANGE,
    }


@all_guidelines.action("save")
def save(context: PageContext) -> Redirect:
    """Keep what was written as the draft: nobody but admins sees it, and nobody is asked."""
    current, before = guidelines_publishing.current(), drafting.draft()
    texts, notes = _changed(context, _written(current, before))
    if before is None and texts == _texts(current) and not any(notes.values()):
        raise Invalid("Nothing has been changed.", field="texts.fi", reason="same")
    drafting.save(texts, notes, before, context.person.id, context.now)
    return Redirect("done.guidelines_draft_saved")


@all_guidelines.action("discard")
def discard(context: PageContext) -> Redirect | Confirm:
    """Throw the draft away, after asking."""
    if not context.form.confirmed:
        t = context.texts
        return Confirm(t("guidelines.discard_question"), (t("guidelines.discard_follows"),), t("guidelines.discard"))
    drafting.discard(context.person.id, context.now)
    return Redirect("done.guidelines_draft_discarded")


@all_guidelines.action("publish")
def publish(context: PageContext) -> Redirect | Confirm:
    """Show how the next version will look, then publish it: everybody is asked again, those who had accepted told.

    What was written is kept as the draft before it is shown, so that who turns back loses nothing.
    """
    current, before = guidelines_publishing.current(), drafting.draft()
    texts, notes = _changed(context, _written(current, before))
    guidelines_rules.checked(texts, notes)
    if current.version and texts == current.texts:
        raise Invalid("Nothing has been changed.", field="texts.fi", reason="same")
    missing = [language for language in languages.GUIDELINES if not notes[language]] if current.version else []
    if missing:
        raise FormErrors([Invalid("What changed?", field=f"changes.{one}", reason="missing") for one in missing])
    saved = drafting.save(texts, notes, before, context.person.id, context.now)
    if not context.form.confirmed:
        return _preview(context, current, saved)
    number = guidelines_publishing.publish(
        saved.texts, context.person.id, context.now, changes=saved.changes, since=current.version, draft=saved
    )
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


def _preview(context: PageContext, current: Guidelines, saved: GuidelinesDraft) -> Confirm:
    """Return the question before a publication, with the texts as ambassadors will see them."""
    t = context.texts
    follows = [t("guidelines.follows.asked")]
    if current.version:
        follows.append(t("guidelines.follows.told"))
    follows.append(t("guidelines.follows.kept"))
    shown = {
        "laid_out": {language: comparing.laid_out(saved.texts[language]) for language in languages.GUIDELINES},
        "notes": saved.changes,
        "compared": _compared(current.texts, saved.texts) if current.version else {},
        "current": current,
        "languages": languages.GUIDELINES,
    }
    question = t("guidelines.question", n=current.version + 1)
    return Confirm(question, tuple(follows), t("guidelines.publish"), "guidelines_preview.html", shown)


def _written(current: Guidelines, draft: GuidelinesDraft | None) -> Written:
    return Written(draft.texts, draft.changes, draft) if draft else Written(current.texts, {}, None)


def _texts(current: Guidelines) -> dict[str, str]:
    return {one: current.texts.get(one, "") for one in languages.GUIDELINES}


def _changed(context: PageContext, written: Written) -> tuple[dict[str, str], dict[str, str]]:
    """Return texts and what they change, by language, as the form has them over what is kept."""
    changed = changed_fields(context.form, _fields(context, written))
    texts = {one: changed.get(f"texts.{one}", written.texts.get(one, "")) for one in languages.GUIDELINES}
    notes = {one: changed.get(f"changes.{one}", written.changes.get(one, "")) for one in languages.GUIDELINES}
    return texts, notes


def _compared(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[comparing.Piece]]:
    """Return {language: pieces} of the texts that differ."""
    pairs = {one: (before.get(one, ""), after.get(one, "")) for one in languages.GUIDELINES}
    return {one: comparing.compared(*pair) for one, pair in pairs.items() if pair[0] != pair[1]}


def _fields(context: PageContext, written: Written) -> list[EditedField]:
    t = context.texts
    return [
        *(_field(f"texts.{one}", t(f"guidelines.text.{one}"), written.texts, one) for one in languages.GUIDELINES),
        *(
            _field(f"changes.{one}", t(f"guidelines.change.{one}"), written.changes, one)
            for one in languages.GUIDELINES
        ),
    ]


def _field(name: str, label: str, stored: Mapping[str, str], language: str) -> EditedField:
    text = stored.get(language, "")
    return EditedField(name, label, text, text, lambda form: form.text(name))
