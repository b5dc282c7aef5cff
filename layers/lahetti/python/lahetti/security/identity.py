"""Cognito, which gives and renews tokens. It decides nothing: the web proves people, and roles are in their record.

A user of the pool is named by the person's own id, with the address as an alias: every token names the person, and a
pool that is lost can be built anew under the same ids. Nobody has a password, and none is ever set: a user whom an
admin has made signs in by the challenge all the same, though its status asks for a new one.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from lahetti.core import aws
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy, NotSignedIn
from lahetti.core.observability import logger
from lahetti.security import proofs
from lahetti.security.sign_ins import SignIn


class RefreshTokenReused(NotSignedIn):
    """A refresh token came again a minute or more after another one had been given in its place."""


def create_sign_in(person: str, email: str) -> None:
    """Let a person sign in by an address. Doing it again changes nothing.

    Raise Busy where Cognito is asked for more than it does in a second; trying again finishes what was begun.
    """
    client = aws.client("cognito-idp")
    attributes: Any = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    with suppress(client.exceptions.UsernameExistsException):  # a half invitation gave the address the same id
        client.admin_create_user(
            UserPoolId=configuration().user_pool,
            Username=person,
            UserAttributes=attributes,
            MessageAction="SUPPRESS",
            ForceAliasCreation=True,  # whose address it is, the table says
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


def sign_in(proven: SignIn, attempt: str, now: datetime) -> dict[str, Any]:
    """Return tokens for whom the web has proven; raise NotSignedIn where the pool has no such person, or Busy."""
    client, settings = aws.client("cognito-idp"), configuration()
    metadata = {proofs.STATEMENT: proofs.statement_of(proven, now)}

    def challenged() -> dict[str, Any]:
        asked = client.admin_initiate_auth(
            UserPoolId=settings.user_pool,
            ClientId=settings.user_pool_client,
            AuthFlow="CUSTOM_AUTH",
            AuthParameters={"USERNAME": proven.person},
        )
        answered: Any = client.admin_respond_to_auth_challenge(
            UserPoolId=settings.user_pool,
            ClientId=settings.user_pool_client,
            ChallengeName="CUSTOM_CHALLENGE",
            Session=asked["Session"],
            ChallengeResponses={"USERNAME": proven.person, "ANSWER": proofs.proof_of(proven, attempt, now)},
            ClientMetadata=metadata,
        )
        return dict(answered["AuthenticationResult"])

    return _tokens(challenged)


def refresh(refresh_token: str, sign_in: SignIn, now: datetime) -> dict[str, Any]:
    """Return fresh tokens; where the pool rotates refresh tokens, which AWS's does, another one is among them.

    Raise NotSignedIn if the refresh token is over or was revoked, RefreshTokenReused of it, or Busy.
    """
    metadata = {proofs.STATEMENT: proofs.statement_of(sign_in, now)}

    def renewed() -> dict[str, Any]:
        answered: Any = aws.client("cognito-idp").get_tokens_from_refresh_token(
            RefreshToken=refresh_token, ClientId=configuration().user_pool_client, ClientMetadata=metadata
        )
        return dict(answered["AuthenticationResult"])

    return _tokens(renewed)


def _tokens(asked: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the tokens under the names of OAuth (RFC 6749, 5.1)."""
    errors = aws.client("cognito-idp").exceptions
    try:
        given = asked()
    except errors.RefreshTokenReuseException as reused:
        raise RefreshTokenReused("The refresh token was used before.") from reused
    except (errors.NotAuthorizedException, errors.UserNotFoundException) as refused:
        raise NotSignedIn("The sign-in has expired or was refused.") from refused
    except errors.ClientError as error:  # a trigger that fails, or a pool that is being changed: nobody's fault here
        logger.exception("no tokens")
        raise Busy("The sign-in service does not give tokens.", retry_after=1) from error
    names = {"IdToken": "id_token", "RefreshToken": "refresh_token", "ExpiresIn": "expires_in"}
    return {name: given[key] for key, name in names.items() if key in given}


def revoke(refresh_token: str) -> bool:
    """Revoke a refresh token and what came of it; return whether Cognito did so."""
    client = aws.client("cognito-idp")
    try:
        client.revoke_token(Token=refresh_token, ClientId=configuration().user_pool_client)
    except (Busy, client.exceptions.ClientError):
        return False
    return True
