"""Where a local cloud lives: its port, its folder, the addresses people and programs reach it by."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.cloud.report import Failure

ROOT = Path(__file__).resolve().parents[2]
ENVS = ROOT / "build" / "envs"
REGION: Final = "eu-north-1"
UP_PORT = 4570
# How far from the port of the cloud to live with; each takes two ports or, where there are several, two for each.
FIRST_PORTS = {
    "test": 10,
    "bench": 20,
    "soak": 30,
    "pictures": 40,
    "programme": 50,
    "restart": 70,
    "deployed": 90,
    "conformance": 110,
    "drill": 130,
}
FIRST_ADMIN = "maarit.lehtovaara@virasto.example"


@dataclass(frozen=True)
class Cloud:
    """A local cloud by name and port; it may run or not, and its folder may be empty."""

    name: str
    port: int

    @property
    def folder(self) -> Path:
        return ROOT / "build" / "cloud" / self.name

    @property
    def log(self) -> Path:
        return self.folder / "log.txt"

    @property
    def inbox_port(self) -> int:
        return self.port + 1

    @property
    def endpoint(self) -> str:
        """Where AWS's own APIs answer."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def web_origin(self) -> str:
        return f"http://lahetti.localhost:{self.port}"

    @property
    def link_origin(self) -> str:
        return f"http://go.lahetti.localhost:{self.port}"

    @property
    def inbox(self) -> str:
        return f"http://localhost:{self.inbox_port}/"

    @property
    def fetch_allowed_host(self) -> str:
        """What stands in for the web of the demo's organisation: whoever listens on this port."""
        return f"virasto.example=127.0.0.1:{self.port + 500}"

    def environment(self) -> dict[str, str]:
        """Let AWS's SDKs and command lines speak to this cloud and to no other."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


def is_free(port: int) -> bool:
    """Return whether nothing listens on a port of this machine's loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def demand_free(cloud: Cloud) -> None:
    """Raise Failure unless the cloud's two ports can be taken."""
    for port in (cloud.port, cloud.inbox_port):
        if not is_free(port):
            raise Failure(
                f"Port {port} is taken by another program: end it, or choose another port, "
                f"as in make up PORT={cloud.port + 100}."
            )


def free_port(name: str) -> int:
    """Find a free port for a cloud of this name beside the one to live with, whose port is PORT."""
    first = int(os.environ.get("PORT", UP_PORT)) + FIRST_PORTS[name]
    return next(port for port in range(first, first + 200, 2) if is_free(port))
