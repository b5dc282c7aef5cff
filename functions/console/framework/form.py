"""Forms as they are sent: fields, files, and what every form of ours carries (token, action, original).

Whoever asks is known before a body is read (`answering.py`), and a body has limits of its own all the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import parse_qsl
from uuid import UUID
from zoneinfo import ZoneInfo

from lahetti.core.configuration import configuration
from lahetti.core.errors import Invalid, TooLarge, UnknownMediaType
from lahetti.core.plain_texts import in_lines, on_one_line

LARGEST_FORM = 1024 * 1024
"""Bytes; a thousand voucher codes or invitations are a tenth of it."""
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
OURS = ("token", "action", "original", "confirmed")
"""Fields that the framework writes itself."""
_MOST_FIELDS = 2000
_AMOUNT = re.compile(r"[0-9]{1,9}([.][0-9]{1,2})?", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,12}")


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Form:
    """What was sent; empty where a page was merely opened. Texts hold our line ends and no other control character."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return a field's text without blanks at its ends."""
        return self.fields.get(name, (default,))[0].strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all that was sent under a name and is not blank, as of boxes that are ticked."""
        return tuple(text.strip() for text in self.fields.get(name, ()) if text.strip())

    def has(self, name: str) -> bool:
        """Return whether a box is ticked."""
        return bool(self.texts(name))

    def number(self, name: str, limits: tuple[int, int] | None = None) -> int | None:
        """Return a whole number, None where the field is empty; raise Invalid, which names the limits."""
        text = self.text(name).replace(" ", "").replace("\u00a0", "").replace("\u2212", "-")
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            raise Invalid(f"{name} is not a whole number.", field=name, limit=limits, reason="no_number")
        return int(text)

    def moment(self, name: str) -> datetime | None:
        """Return what a field of the type `datetime-local` holds, a time in the programme's zone; raise Invalid."""
        text = self.text(name)
        if not text:
            return None
        try:
            local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(configuration().time_zone))
            return local.astimezone(UTC)
        except (ValueError, OverflowError) as error:  # no time at all, or one before the first year or after the last
            raise Invalid(f"{name} is not a day and a time.", field=name, reason="no_moment") from error

    def day(self, name: str) -> date | None:
        """Return what a field of the type `date` holds; raise Invalid."""
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise Invalid(f"{name} is not a day.", field=name, reason="no_day") from error

    def needed_day(self, name: str) -> date:
        """Return what a field of the type `date` holds; raise Invalid, also where it is empty."""
        found = self.day(name)
        if found is None:
            raise Invalid(f"{name} is empty.", field=name, reason="no_day")
        return found

    def cents(self, name: str) -> int:
        """Return an amount in euros, as `14,50`, in cents; raise Invalid."""
        text = self.text(name).removesuffix("€").replace(" ", "").replace("\u00a0", "").replace(",", ".")
        if not _AMOUNT.fullmatch(text):
            raise Invalid(f"{name} is not an amount in euros.", field=name, reason="no_amount")
        return round(float(text) * 100)

    def id(self, name: str) -> str:
        """Return the id that our page chose for what is to be made, so that a form sent twice makes one; or Invalid."""
        try:
            return str(UUID(self.text(name)))
        except ValueError as error:
            raise Invalid(f"{name} is not an id that this page gave.", field=name, reason="no_id") from error

    def upload(self, name: str) -> Upload | None:
        """Return a file, or None where none was chosen."""
        return self.uploads.get(name)

    @property
    def action(self) -> str:
        """Which action of the page is asked for."""
        return self.text("action")

    @property
    def original(self) -> str:
        """What its fields held when the form was made (`editing.py`)."""
        return self.text("original")

    @property
    def confirmed(self) -> bool:
        """Return whether the page that says what follows was passed."""
        return self.text("confirmed") == "yes"

    @property
    def unconfirmed(self) -> "Form":
        """Return the same form as it was before the page that says what follows was passed."""
        return replace(self, fields={name: texts for name, texts in self.fields.items() if name != "confirmed"})

    @property
    def own_fields(self) -> list[tuple[str, str]]:
        """Return the person's own fields, one by one: what a form that asks again carries on."""
        return [(name, text) for name, texts in self.fields.items() if name not in OURS for text in texts]


def read_form(content_type: str, body: bytes) -> Form:
    """Return the form of a body; raise TooLarge, UnknownMediaType, or Invalid."""
    if len(body) > LARGEST_FORM:
        raise TooLarge(f"At most {LARGEST_FORM} bytes are taken.", field="body", value=len(body), limit=LARGEST_FORM)
    kind = content_type.partition(";")[0].strip().lower()
    if kind == URLENCODED or not body:
        if body.count(b"&") >= _MOST_FIELDS:
            raise TooLarge(f"At most {_MOST_FIELDS} fields are taken.", field="body", limit=_MOST_FIELDS)
        return Form(_together(parse_qsl(body.decode(errors="replace"), keep_blank_values=True, errors="replace")))
    if kind == MULTIPART:
        return _read_multipart(content_type, body)
    raise UnknownMediaType(f"{kind[:100]} is not taken.", field="Content-Type", value=kind[:100])


def _read_multipart(content_type: str, body: bytes) -> Form:
    """Return the form of a body of parts, which have no parts in turn (RFC 7578)."""
    import multipart  # late: few forms carry a file

    boundary = multipart.parse_options_header(content_type)[1].get("boundary", "")
    pairs: list[tuple[str, str]] = []
    uploads: dict[str, Upload] = {}
    try:
        parts = multipart.MultipartParser(
            BytesIO(body), boundary, len(body), part_limit=_MOST_FIELDS, spool_limit=LARGEST_FORM, strict=True
        )
        for part in parts:
            if part.filename is None:
                pairs.append((part.name, part.raw.decode(errors="replace")))
            elif part.size:
                uploads[part.name] = Upload(on_one_line(part.filename), part.raw)
    except multipart.ParserLimitReached as error:
        raise TooLarge(f"At most {_MOST_FIELDS} fields are taken.", field="body", limit=_MOST_FIELDS) from error
    except multipart.MultipartError as error:
        raise Invalid("The form cannot be read.", field="body", reason="unreadable") from error
    return Form(_together(pairs), uploads)


def _together(pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    fields: dict[str, tuple[str, ...]] = {}
    for name, text in pairs:
        fields[name] = (*fields.get(name, ()), in_lines(text))
    return fields
