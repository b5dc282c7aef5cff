"""The organisation's provider of identities in the user pool: how it is called there, and whom the pool keeps of it.

Who has signed in by it has a user of its own in the pool, named `<provider>_<subject>`, which is never anybody in the
programme: it proves somebody to the web, which gives them tokens of the person that they are (docs/decisions.md).
https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html
"""

from typing import TYPE_CHECKING, Any

from lahetti.core import aws
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy, NotSignedIn

if TYPE_CHECKING:
    import requests

PROVIDER = "WorkAccount"
"""As `infra/foundation.yaml` calls it."""
_TIMEOUT = (2, 5)
"""Seconds to connect and to wait for an answer."""


def exchange_code(code: str, verifier: str) -> dict[str, Any]:
    """Turn the code that a provider has sent by way of Cognito into tokens (RFC 7636).

    Raise NotSignedIn if it is refused, or Busy.
    """
    answer = _post(
        "/oauth2/token",
        grant_type="authorization_code",
        code=code,
        code_verifier=verifier,
        redirect_uri=f"{configuration().web_origin}/signed-in",
    )
    if answer.status_code in (400, 401):
        raise NotSignedIn("The sign-in has expired or was refused.")
    if answer.status_code != 200:
        # Too many requests or a fault over there is no refusal.
        raise Busy(f"The sign-in service answered {answer.status_code}.", retry_after=1)
    tokens: dict[str, Any] = answer.json()
    return tokens


def delete_profile(subject: str) -> None:
    """Take away what the pool keeps of an account. Doing it again changes nothing. Raise Busy."""
    client = aws.client("cognito-idp")
    try:
        client.admin_delete_user(UserPoolId=configuration().user_pool, Username=f"{PROVIDER}_{subject}")
    except client.exceptions.UserNotFoundException:
        pass
    except client.exceptions.TooManyRequestsException as error:
        raise Busy("Too many sign-ins are taken away at a time.", retry_after=1) from error


def _post(path: str, **form: str) -> "requests.Response":
    import requests  # late: only a work account needs it

    try:
        return requests.post(
            f"{configuration().sign_in_origin}{path}",
            data={**form, "client_id": configuration().work_client},
            timeout=_TIMEOUT,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise Busy("The sign-in service does not answer.", retry_after=1) from error
