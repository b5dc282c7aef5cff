"""A suggestion never stands in an editor's way: whoever adds a content at its URL takes it over.

The suggestion is accepted by that, as a draft of the editor's words: its suggester gets the points and the mail.
"""

from dataclasses import replace
from datetime import datetime

from lahetti.content import drafting
from lahetti.content import items as content_items
from lahetti.content.addresses import UrlTaken
from lahetti.content.model import Content, ContentState, Draft
from lahetti.content.urls import canonical_key
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people import members
from lahetti.people.model import Person
from lahetti.points.model import Programme
from lahetti.suggestions import items
from lahetti.suggestions.suggesting import acceptance


def create_content(draft: Draft, editor: Person, programme: Programme, now: datetime) -> tuple[Content, Person | None]:
    """Store an editor's draft; return it, and who had suggested its URL where a suggestion became it.

    Raise Invalid, NotAllowed, Busy, or UrlTaken where a content that is no waiting suggestion has the URL.
    """
    try:
        return drafting.create_draft(draft, editor, programme.settings, now), None
    except UrlTaken as taken:
        return _taken_over(draft, editor, programme, now, taken)


def _taken_over(
    draft: Draft, editor: Person, programme: Programme, now: datetime, taken: UrlTaken
) -> tuple[Content, Person | None]:
    def attempt(consistent: bool) -> tuple[Content, Person | None] | None:
        found = content_items.contents_at([canonical_key(draft.url)])
        head = next((content_items.find_head(content, consistent=True) for content in found.values()), None)
        own = None if head is None else items.find_suggestion(head.created_by, head.content)
        suggester = None if own is None else members.known_person(own.person)
        if head is None or own is None or suggester is None or head.state is not ContentState.SUGGESTED:
            raise taken
        new = drafting.new_content(draft, suggester.id, editor.name, ContentState.DRAFT, now)
        after = replace(new.head, content=head.content, created=head.created, version=head.version)
        after = replace(after, comments=head.comments, changed=now, changed_by=editor.id)
        texts = replace(new.texts, content=head.content)
        writes = acceptance(own, after, suggester, editor, programme, now, consistent=consistent)
        if writes is None or not try_transact(content_items.put_head(after), content_items.put_texts(texts), *writes):
            return None
        return replace(new, head=replace(after, version=head.version), texts=texts).stored, suggester

    return retry_on_conflict(attempt)
