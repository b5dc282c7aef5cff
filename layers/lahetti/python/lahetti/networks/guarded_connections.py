"""Connections that fetch on somebody's word: to the public internet alone, and no longer than a deadline allows.

A host is resolved once, and connected to as it was resolved and checked. A deadline cuts the connection itself, so that
neither a handshake nor a header that drips can hold a function up. Proxy variables are ignored. What a deployment names
as its stand-in (`fetch_allowed_host`; nothing on AWS) answers for a host and those below it, plainly, on loopback.
"""

import ipaddress
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from requests_hardened.client import HTTPSession
from requests_hardened.config import Config
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from lahetti.core.configuration import configuration

_CONNECT_SECONDS = 5
_SILENT_SECONDS = 10
_AGENT = "Lahetti/1.0 (reads feeds and pages that an organisation has named)"
_NEVER = ipaddress.ip_network("168.63.129.16/32")
"""Azure's own services, at an address that counts as public."""

NotPublicAddress = InvalidIPAddress


@dataclass
class Deadline:
    """Cuts the connections of one fetch when its time is over."""

    seconds: float
    sockets: list[socket.socket] = field(default_factory=list)
    passed: bool = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count from now; raise TimeoutError at the end if the time had passed."""
        timer = threading.Timer(self.seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
            if self.passed:  # what was cut may look like an answer that ended
                raise TimeoutError
        finally:
            timer.cancel()
            for watched in self.sockets:
                watched.close()

    def watch(self, connected: socket.socket) -> socket.socket:
        """Remember a connection that is to be cut."""
        # A copy of the descriptor: it stays good while TLS wraps the socket, and a shutdown reaches the connection.
        self.sockets.append(connected.dup())
        return connected

    def _cut(self) -> None:
        self.passed = True
        for watched in self.sockets:
            try:
                watched.shutdown(socket.SHUT_RDWR)
            except OSError:  # over already
                continue


class _PlainConnection(HTTPConnection):
    def __init__(self, *arguments: Any, deadline: Deadline, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._deadline = deadline

    def _new_conn(self) -> socket.socket:
        return self._deadline.watch(super()._new_conn())


class _Connection(HTTPSConnection):
    def __init__(self, *arguments: Any, deadline: Deadline, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._deadline = deadline

    def _new_conn(self) -> socket.socket:
        return self._deadline.watch(super()._new_conn())


class _PublicAdapter(IPFilterAdapter):
    """Connects to the address that it has checked."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(is_https_proto=True)
        self._deadline = deadline

    def build_connection_pool_key_attributes(self, *arguments: Any, **named: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*arguments, **named)
        _demand_public(host["host"])
        return host, pool

    def get_connection_with_tls_context(self, *arguments: Any, **named: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*arguments, **named)
        pool.ConnectionCls = partial(_Connection, deadline=self._deadline)
        return pool


class _StandInAdapter(HTTPAdapter):
    """Asks the deployment's stand-in, over plain HTTP, for what an https address would answer."""

    def __init__(self, place: str, deadline: Deadline) -> None:
        super().__init__()
        self._place = place
        self._deadline = deadline

    def send(self, request: requests.PreparedRequest, *arguments: Any, **named: Any) -> requests.Response:
        sent, parts = request.copy(), urlsplit(request.url or "")
        sent.url = urlunsplit(("http", self._place, parts.path, parts.query, ""))
        sent.headers["Host"] = parts.netloc
        response = super().send(sent, *arguments, **named)
        response.url = request.url or ""
        return response

    def get_connection_with_tls_context(self, *arguments: Any, **named: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*arguments, **named)
        pool.ConnectionCls = partial(_PlainConnection, deadline=self._deadline)
        return pool


class Session(HTTPSession):
    """A session that obeys no proxy variable and no redirect."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(
            Config(
                ip_filter_enable=True,
                ip_filter_allow_loopback_ips=False,
                never_redirect=True,
                default_timeout=(_CONNECT_SECONDS, _SILENT_SECONDS),
                user_agent_override=_AGENT,
            )
        )
        self.trust_env = False
        self._public = _PublicAdapter(deadline)
        self._name, _, place = configuration().fetch_allowed_host.partition("=")
        self._stand_in = _StandInAdapter(place, deadline)

    def resolve_redirects(self, *_: Any, **__: Any) -> Iterator[Any]:
        # requests reads a redirect's whole body here, without a limit, even when it is not to follow it.
        return iter(())

    def get_adapter(self, url: str) -> HTTPAdapter:
        host = urlsplit(url).hostname or ""
        stands_in = self._name and (host == self._name or host.endswith(f".{self._name}"))
        return self._stand_in if stands_in else self._public


def _demand_public(host: str) -> None:
    """Refuse what requests-hardened lets pass: addresses that are reserved, site-local, or a cloud's own."""
    address = ipaddress.ip_address(host.strip("[]"))
    local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    if not address.is_global or address.is_reserved or address.is_multicast or local or address in _NEVER:
        raise NotPublicAddress(host)
