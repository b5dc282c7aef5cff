"""A device that makes and uses passkeys, as a browser hands its answers on (W3C Web Authentication Level 3, 6 and 7).

It is the other side of the library that the product trusts, so it is written by the paper: key, flags, count, CBOR.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, BACKED_UP, HAS_KEY = 0x01, 0x04, 0x18, 0x40


def text(raw: bytes) -> str:
    """Return bytes in base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Authenticator:
    """One passkey of one device; `counts` as security keys do, platforms that sync do not."""

    origin: str
    rp_id: str
    counts: bool = False
    count: int = 0
    handle: str = ""
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any], **otherwise: Any) -> dict[str, Any]:
        """Return what `navigator.credentials.create` answers; `otherwise` are flags and client data that differ."""
        self.handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public_key = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )
        flags = otherwise.pop("flags", PRESENT | VERIFIED | (0 if self.counts else BACKED_UP))
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + public_key
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(flags | HAS_KEY) + attested})
        client = self._client("webauthn.create", options["challenge"], otherwise)
        response = {"clientDataJSON": text(client), "attestationObject": text(attestation), "transports": ["internal"]}
        return self._answer(response)

    def prove(self, options: dict[str, Any], **otherwise: Any) -> dict[str, Any]:
        """Return what `navigator.credentials.get` answers."""
        if self.counts:
            self.count += 1
        data = self._data(otherwise.pop("flags", PRESENT | VERIFIED | (0 if self.counts else BACKED_UP)))
        client = self._client("webauthn.get", options["challenge"], otherwise)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(data),
                "signature": text(signature),
                "userHandle": self.handle,
            }
        )

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, otherwise: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False, **otherwise}
        return json.dumps(told).encode()

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        named = text(self.credential)
        return {
            "id": named,
            "rawId": named,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }
