"""Shows the mails that the local cloud captured, newest first: a page for developers, never deployed.

`make up` opens it beside the cloud. A mail's HTML stands in a frame that runs no script and loads nothing; its links
open beside it, as the client lets nobody frame it.
"""

import html
import json
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
td, th {{ text-align: left; padding: .3rem 1rem .3rem 0; vertical-align: top; }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; }}
iframe {{ width: 100%; height: 40rem; border: 1px solid #999; }}
</style>
{body}
</html>"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src data:"
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
BASE = '<base target="_blank">'


class Inbox(BaseHTTPRequestHandler):
    """GET / lists, GET /<number> shows one; numbers count from the oldest, so an address stays."""

    endpoint: ClassVar[str] = ""

    def do_GET(self) -> None:
        mails = captured(self.endpoint)
        path = urlsplit(self.path).path.strip("/")
        if not path:
            self._answer(200, "Inbox", listing(mails))
        elif path.isdecimal() and 1 <= int(path) <= len(mails):
            mail = mails[int(path) - 1]
            self._answer(200, subject(mail), letter(mail))
        else:
            self._answer(404, "No such mail", '<h1>No such mail</h1><p><a href="/">Inbox</a>')

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it)
        """Stay silent: the local cloud's log has the terminal."""

    def _answer(self, status: int, title: str, body: str) -> None:
        content = PAGE.format(title=html.escape(title), body=body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def captured(endpoint: str) -> list[dict[str, Any]]:
    """Fetch all captured mails, oldest first; none while the cloud starts or stops."""
    try:
        with urllib.request.urlopen(f"{endpoint}/_ministack/ses/messages", timeout=5) as answer:
            by_account: dict[str, list[dict[str, Any]]] = json.load(answer)["messages"]
    except urllib.error.URLError:
        return []
    mails = [mail for account in by_account.values() for mail in account]
    return sorted(mails, key=lambda mail: float(mail["Timestamp"]))


def listing(mails: list[dict[str, Any]]) -> str:
    rows = "".join(
        f"<tr><td>{sent(mail)}<td>{html.escape(recipients(mail))}"
        f'<td><a href="/{number}">{html.escape(subject(mail))}</a>'
        for number, mail in reversed(list(enumerate(mails, start=1)))
    )
    head = "<tr><th>Sent (UTC)<th>To<th>Subject"
    return f"<h1>Inbox</h1><table>{head}{rows}</table>" if mails else "<h1>Inbox</h1><p>No mail yet."


def letter(mail: dict[str, Any]) -> str:
    text, markup = bodies(mail)
    frame = f'<h2>HTML</h2><iframe sandbox="{SANDBOX}" title="HTML" srcdoc="{html.escape(BASE + markup)}"></iframe>'
    return (
        f'<p><a href="/">Inbox</a><h1>{html.escape(subject(mail))}</h1>'
        f"<p>From {html.escape(sender(mail))}<br>To {html.escape(recipients(mail))}"
        f"<h2>Text</h2><pre>{html.escape(text)}</pre>{frame if markup else ''}"
    )


def sent(mail: dict[str, Any]) -> str:
    return datetime.fromtimestamp(mail["Timestamp"], UTC).isoformat(" ", "seconds")[:19]


def subject(mail: dict[str, Any]) -> str:
    return str(mail.get("Subject") or "(no subject)")


def sender(mail: dict[str, Any]) -> str:
    """The sender as a reader sees it; SES takes a name only as an encoded word (RFC 2047)."""
    return str(make_header(decode_header(str(mail.get("Source") or ""))))


def recipients(mail: dict[str, Any]) -> str:
    return ", ".join(str(address) for address in mail.get("To") or [])


def bodies(mail: dict[str, Any]) -> tuple[str, str]:
    """The mail as text and as HTML; either may be empty."""
    return str(mail.get("BodyText") or ""), str(mail.get("BodyHtml") or "")


def opened(endpoint: str, port: int) -> ThreadingHTTPServer:
    """Serve the page from a thread of this process; `shutdown()` ends it."""
    Inbox.endpoint = endpoint
    server = ThreadingHTTPServer(("127.0.0.1", port), Inbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
