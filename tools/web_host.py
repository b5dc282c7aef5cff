"""A small host on loopback that answers as it is told, and that a deployment may take for its organisation's web."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "virasto.example"
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class WebHost:
    """`answers` by path; a request is remembered with its headers in lower case."""

    place: str
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def address(self, path: str, host: str = f"www.{HOST}") -> str:
        """Return the https address at which a path is asked for."""
        return f"https://{host}{path}"

    def serve(self, path: str, body: bytes, kind: str = "text/xml", **headers: str) -> str:
        """Answer a path with a body; return its address."""
        self.answers[path] = answering(200, body, {"Content-Type": kind, **headers})
        return self.address(path)


def answering(status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
    """Answer with a status, a body and headers; underscores of names become hyphens."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in (headers or {}).items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


@contextmanager
def web_host(port: int = 0) -> Iterator[WebHost]:
    """Run a host until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            found.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            try:
                found.answers.get(self.path, answering(404))(self)
            except (BrokenPipeError, ConnectionResetError):
                return  # the client hung up, as it should

        def log_message(self, *_: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    server = Server(("127.0.0.1", port), Handler)
    found = WebHost(f"127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
