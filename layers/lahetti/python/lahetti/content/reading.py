"""A content as its editors read it in order to change it."""

from lahetti.content import items
from lahetti.content.channels.catalogue import require_editor
from lahetti.content.model import Content, ContentHead
from lahetti.content.offer import to_content
from lahetti.core.errors import NotFound
from lahetti.people.model import Person


def head_for(editor: Person, content: str) -> ContentHead:
    """Return a head as it is at this moment, if this editor may change it; raise NotFound or NotAllowed."""
    head = items.find_head(content, consistent=True)
    if head is None:
        raise NotFound(f"There is no content {content}.", field="content", value=content)
    require_editor(editor, head.channel)
    return head


def content_of_editor(content: str, editor: Person) -> Content:
    """Return a content as it is at this moment, if this editor may change it; raise NotFound or NotAllowed."""
    head = head_for(editor, content)
    texts = items.find_texts(content, consistent=True)
    return to_content(head, texts, items.all_captions(content, consistent=True))
