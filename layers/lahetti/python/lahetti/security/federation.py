"""The organisation's provider of identities in the user pool: how it is called there, and whom the pool keeps of it.

Who has signed in by it has a user of its own in the pool, named `<provider>_<subject>`, which is never anybody in the
programme: it proves somebody to the web, which gives them tokens of the person that they are (docs/decisions.md).
https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html
"""

from lahetti.core import aws
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy

PROVIDER = "WorkAccount"
"""As `infra/foundation.yaml` calls it."""


def delete_profile(subject: str) -> None:
    """Take away what the pool keeps of an account. Doing it again changes nothing. Raise Busy."""
    client = aws.client("cognito-idp")
    try:
        client.admin_delete_user(UserPoolId=configuration().user_pool, Username=f"{PROVIDER}_{subject}")
    except client.exceptions.UserNotFoundException:
        pass
    except client.exceptions.TooManyRequestsException as error:
        raise Busy("Too many sign-ins are taken away at a time.", retry_after=1) from error
