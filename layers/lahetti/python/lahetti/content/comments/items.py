"""Comments as they are stored: items of their content's partition, whose number its head counts."""

from collections.abc import Iterable, Iterator

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from lahetti.content.comments.model import Comment
from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Put


class CommentItem(ProgrammeItem, discriminator="comment"):
    """A comment; pk = "CONTENT#<id>", sk = "COMMENT#<number>"."""

    content = UnicodeAttribute()
    number = NumberAttribute()
    person = UnicodeAttribute()
    text = UnicodeAttribute()
    written = UTCDateTimeAttribute()


def find_comment(content: str, number: int) -> Comment | None:
    """Return one comment as it is at this moment, or None."""
    item = CommentItem.find(keys.content(content), keys.comment(number), consistent=True)
    return _comment(item) if item is not None else None


def comments_of(content: str) -> list[Comment]:
    """Return the comments of a content, the first one first."""
    return [_comment(item) for item in items_of([content])]


def items_of(contents: Iterable[str]) -> Iterator[CommentItem]:
    """Walk the stored comments of some contents."""
    for content in contents:
        begins = CommentItem.sk.startswith("COMMENT#")
        yield from CommentItem.query(keys.content(content), begins, consistent_read=True)


def put_comment(comment: Comment) -> Put:
    """Return the write of a new comment; its content's head guards the number."""
    return Put(
        CommentItem(
            keys.content(comment.content),
            keys.comment(comment.number),
            content=comment.content,
            number=comment.number,
            person=comment.person,
            text=comment.text,
            written=comment.written,
        ),
        CommentItem.pk.does_not_exist(),
    )


def _comment(item: CommentItem) -> Comment:
    return Comment(item.content, int(item.number), item.person, item.text, item.written)
