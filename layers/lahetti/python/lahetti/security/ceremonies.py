"""The two ceremonies of a passkey (W3C Web Authentication Level 3): making one, and proving that one has it.

A passkey belongs to the host of the client (RP id), is found by the browser itself (discoverable), and its device has
to know its holder by finger, face or PIN each time (user verification): it is two factors, and it takes no address.
A browser's answer is held against a challenge; where that is kept is the caller's business.
"""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lahetti.core.configuration import configuration
from lahetti.core.errors import LahettiError
from lahetti.core.json_texts import read_json

_MILLISECONDS = 300_000
"""How long a browser waits for the person: the longest that Level 3 recommends where somebody is verified is ten."""
_CHALLENGE_BYTES = 32


class NotProven(LahettiError):
    """The browser's answer proves nothing: of another site, another challenge, a copied key, or damaged."""

    status, code = 422, "not_proven"


@dataclass(frozen=True)
class Credential:
    """What a device has made: the public half of a key, under an id of the device's own.

    `count` is how often it has signed, 0 for ever where the device does not count. `synced`: it may lie on several
    devices of its holder.
    """

    id: str
    public_key: bytes
    count: int
    synced: bool
    transports: tuple[str, ...] = ()


def new_challenge() -> str:
    """Return a challenge that nobody guesses: 32 random bytes in base64url (Level 3, 13.4.3: at least 16)."""
    return secrets.token_urlsafe(_CHALLENGE_BYTES)


def options_to_make(challenge: str, person: str, account: str, name: str, known: tuple[Credential, ...]) -> Any:
    """Return what `navigator.credentials.create` is asked, as JSON; a device of a known passkey makes no second one."""
    import webauthn  # late: of all requests to the web function these four alone need cryptography
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        AuthenticatorTransport,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    ways = {way.value: way for way in AuthenticatorTransport}
    options = webauthn.generate_registration_options(
        rp_id=_rp_id(),
        rp_name="Lähetti",
        user_id=person.encode(),
        user_name=account,
        user_display_name=name,
        challenge=webauthn.base64url_to_bytes(challenge),
        timeout=_MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(
                id=webauthn.base64url_to_bytes(one.id),
                transports=[ways[way] for way in one.transports if way in ways] or None,
            )
            for one in known
        ],
    )
    return read_json(webauthn.options_to_json(options))


def options_to_prove(challenge: str) -> Any:
    """Return what `navigator.credentials.get` is asked, as JSON: any passkey of this site."""
    import webauthn  # late, as above
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=_rp_id(),
        challenge=webauthn.base64url_to_bytes(challenge),
        timeout=_MILLISECONDS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return read_json(webauthn.options_to_json(options))


def made(answer: Any, challenge: str) -> Credential:
    """Return the credential that a browser's answer brings; raise NotProven."""
    import webauthn  # late, as above

    with _Refusals():
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=_rp_id(),
            expected_origin=configuration().web_origin,
            require_user_verification=True,
        )
    transports = answer["response"].get("transports")
    return Credential(
        id=_text(verified.credential_id),
        public_key=verified.credential_public_key,
        count=verified.sign_count,
        synced=bool(verified.credential_backed_up),
        transports=tuple(way for way in transports if isinstance(way, str)) if isinstance(transports, list) else (),
    )


def proven(answer: Any, challenge: str, credential: Credential) -> Credential:
    """Return the credential with its new count; raise NotProven, also where it was used by a copy since."""
    import webauthn  # late, as above

    with _Refusals():
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=_rp_id(),
            expected_origin=configuration().web_origin,
            credential_public_key=credential.public_key,
            credential_current_sign_count=credential.count,
            require_user_verification=True,
        )
    return Credential(
        credential.id,
        credential.public_key,
        verified.new_sign_count,
        bool(verified.credential_backed_up),
        credential.transports,
    )


def holder_and_id(answer: object) -> tuple[str, str]:
    """Return whose passkey an answer says that it is, and the credential's id; nothing is proven by it.

    Raise NotProven where it says neither.
    """
    import webauthn  # late, as above

    response = answer.get("response") if isinstance(answer, dict) else None
    handle = response.get("userHandle") if isinstance(response, dict) else None
    credential = answer.get("id") if isinstance(answer, dict) else None
    if not isinstance(handle, str) or not isinstance(credential, str):
        raise NotProven("The answer names no passkey.")
    with _Refusals():
        return webauthn.base64url_to_bytes(handle).decode(), credential


class _Refusals:
    """Turns whatever a damaged or foreign answer makes the library raise into NotProven: it names no limits of its own.

    What it raises on input of which it promises nothing is of many kinds (its own, of base64, CBOR and cryptography).
    """

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, LahettiError):
            raise NotProven("The passkey's answer is not one to what was asked.") from error


def _rp_id() -> str:
    host = urlsplit(configuration().web_origin).hostname
    if host is None:
        raise ValueError(f"LAHETTI_WEB_ORIGIN has no host: {configuration().web_origin}")
    return host


def _text(raw: bytes) -> str:
    from webauthn.helpers import bytes_to_base64url  # late, as above

    return bytes_to_base64url(raw)
