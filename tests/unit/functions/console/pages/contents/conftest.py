"""The console's own handler over the store in memory, opened and sent to as a browser does."""

from base64 import b64encode
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from urllib3 import encode_multipart_formdata

from console import handler_editors
from console.framework import protection
from lahetti.content import drafting
from lahetti.content.model import Content, Draft
from lahetti.core.errors import NotAllowed
from lahetti.people import items as people_items
from lahetti.people import members
from lahetti.people.model import Person, Role, ScoreCard
from lahetti.security.sign_ins import SignIn
from lahetti.settings import versions
from tests.contents import Shelf
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.sign_ins import console_cookie
from tests.topics import with_topics
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.test_handler import person

ORIGIN = "https://lahetti.example"
SETTINGS = with_topics("vero", "verokortti", "palautus")
CONTENT = "/console/contents/{content_id}"


@dataclass
class Desk:
    """An editor at the console, and what their programme holds."""

    shelf: Shelf
    editor: Person = field(default_factory=person)

    def draft(self, title: str = "Tilinumero", url: str = "https://blog.example/1", **fields: Any) -> Content:
        """Store a draft."""
        draft = Draft(**{"channel": "blog", "url": url, "title": title, "language": "fi", **fields})
        return drafting.create_draft(draft, self.editor, SETTINGS, NOW)

    def open(self, path: str = CONTENT, query: dict[str, str] | None = None, **parameters: str) -> str:
        """Return a page as it is read, entities resolved."""
        answer = self._answer("GET", path, parameters, query=query)
        assert answer["statusCode"] == 200, answer["body"]
        return unescape(answer["body"])

    def send(
        self,
        action: str,
        path: str = CONTENT,
        of: str = "",
        upload: tuple[str, str, bytes] | None = None,
        query: dict[str, str] | None = None,
        **fields: Any,
    ) -> tuple[int, str]:
        """Send a form of a page, `of` a content; return the status, and what the browser reads or where it is sent.

        `upload` is the name of a field, the file's own name, and what is in it.
        """
        fields = {"token": protection.token(self.editor.id, NOW), "action": action, **fields}
        kind, body = "application/x-www-form-urlencoded", urlencode(fields, doseq=True).encode()
        if upload is not None:
            body, kind = encode_multipart_formdata({**fields, upload[0]: upload[1:]})
        answer = self._answer("POST", path, {"content_id": of} if of else {}, kind, body, query)
        return answer["statusCode"], answer["headers"].get("Location") or unescape(answer["body"])

    def _answer(
        self,
        method: str,
        path: str,
        parameters: dict[str, str],
        kind: str = "",
        body: bytes = b"",
        query: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        headers = {"Origin": ORIGIN, "Content-Type": kind}
        cookies = {"console": console_cookie(self.editor.id, NOW)}
        event = rest_event(method, path, parameters=parameters, headers=headers, cookies=cookies, query=query)
        event |= {"body": b64encode(body).decode(), "isBase64Encoded": True}
        answer: dict[str, Any] = handler_editors.lambda_handler(event, Context())
        return answer


@pytest.fixture
def desk(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Let an editor of the channel `blog` be signed in, with empty shelves before them."""
    desk = Desk(Shelf(database))

    def signed_in(_: SignIn, role: Role) -> Person:
        if not desk.editor.may(role):
            raise NotAllowed(f"This needs the role {role}.")
        return desk.editor

    monkeypatch.setattr(members, "signed_in", signed_in)
    versions.change_settings({"topics": SETTINGS.topics}, desk.editor.id, NOW)
    versions._CURRENT.clear()
    database.written.clear()
    for write in (people_items.put_person(desk.editor), people_items.put_card(ScoreCard("p1", desk.editor.name))):
        write.item.save()
    return desk
