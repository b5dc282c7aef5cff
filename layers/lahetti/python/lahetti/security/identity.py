"""Cognito, which knows addresses and mails sign-in codes. It decides nothing: roles are in the person's record.

A user of the pool is named by the person's own id, with the address as an alias: every token names the person, and a
pool that is lost can be built anew under the same ids.
"""

import secrets
from typing import TYPE_CHECKING, Any

from lahetti.core import aws
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy, NotSignedIn
from lahetti.core.observability import logger

if TYPE_CHECKING:
    import requests

_TIMEOUT = (2, 5)
"""Seconds to connect and to wait for an answer."""


def create_sign_in(person: str, email: str) -> None:
    """Let a person sign in by an address. Doing it again changes nothing.

    Raise Busy where Cognito is asked for more than it does in a second; trying again finishes what was begun.
    """
    pool = configuration().user_pool
    password = f"aA1!{secrets.token_urlsafe(48)}"
    attributes: Any = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    try:
        aws.client("cognito-idp").admin_create_user(
            UserPoolId=pool,
            Username=person,
            UserAttributes=attributes,
            MessageAction="SUPPRESS",
            TemporaryPassword=password,
            ForceAliasCreation=True,  # whose address it is, the table says
        )
    except aws.client("cognito-idp").exceptions.UsernameExistsException:
        pass  # of a half invitation: the same address was given the same id
    # Without a permanent password the hosted page asks for a new one; nobody ever learns this one.
    aws.client("cognito-idp").admin_set_user_password(
        UserPoolId=pool, Username=person, Password=password, Permanent=True
    )


def change_email(person: str, email: str) -> None:
    """Let a person sign in by another address, which is theirs. Doing it again changes nothing. Raise Busy."""
    client = aws.client("cognito-idp")
    attributes: Any = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    try:
        client.admin_update_user_attributes(
            UserPoolId=configuration().user_pool, Username=person, UserAttributes=attributes
        )
    except client.exceptions.UserNotFoundException:
        create_sign_in(person, email)
    except client.exceptions.TooManyRequestsException as error:
        raise Busy("Too many sign-ins are changed at a time.", retry_after=1) from error


def delete_sign_in(person: str) -> None:
    """Take a person's sign-in away, with all its tokens. Doing it again changes nothing. Raise Busy."""
    client = aws.client("cognito-idp")
    try:
        client.admin_delete_user(UserPoolId=configuration().user_pool, Username=person)
    except client.exceptions.UserNotFoundException:
        pass
    except client.exceptions.TooManyRequestsException as error:
        raise Busy("Too many sign-ins are taken away at a time.", retry_after=1) from error


def revoke_all(person: str) -> None:
    """Revoke all refresh tokens of a person, where the pool has them and takes the request."""
    client = aws.client("cognito-idp")
    try:
        client.admin_user_global_sign_out(UserPoolId=configuration().user_pool, Username=person)
    except (client.exceptions.UserNotFoundException, client.exceptions.TooManyRequestsException):
        logger.warning("refresh tokens not revoked")


def exchange_code(code: str, verifier: str) -> dict[str, Any]:
    """Turn the code that the hosted page sent into tokens (RFC 7636); raise NotSignedIn if it is refused, or Busy."""
    return _token(
        grant_type="authorization_code",
        code=code,
        code_verifier=verifier,
        redirect_uri=f"{configuration().web_origin}/signed-in",
    )


def refresh(refresh_token: str) -> dict[str, Any]:
    """Return fresh tokens; raise NotSignedIn if the refresh token is over or was revoked, or Busy."""
    return _token(grant_type="refresh_token", refresh_token=refresh_token)


def revoke(refresh_token: str) -> bool:
    """Revoke a refresh token and what came of it; return whether Cognito did so."""
    try:
        return _post("/oauth2/revoke", token=refresh_token).ok
    except Busy:
        return False


def _token(**form: str) -> dict[str, Any]:
    answer = _post("/oauth2/token", **form)
    if answer.status_code in (400, 401):
        raise NotSignedIn("The sign-in has expired or was refused.")
    if answer.status_code != 200:
        # Too many requests or a fault over there is no reason to sign anybody out.
        raise Busy(f"The sign-in service answered {answer.status_code}.", retry_after=1)
    tokens: dict[str, Any] = answer.json()
    return tokens


def _post(path: str, **form: str) -> "requests.Response":
    import requests  # late: only the web function needs it

    try:
        return requests.post(
            f"{configuration().sign_in_origin}{path}",
            data={**form, "client_id": configuration().user_pool_client},
            timeout=_TIMEOUT,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise Busy("The sign-in service does not answer.", retry_after=1) from error
