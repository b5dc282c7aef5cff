"""The one family of errors that rules raise and that handlers turn into answers.

Each names what was wrong, which value, and what is allowed; `field` and `limit` go into the problem document
(RFC 9457) as members of their own, so that a client can point at the input.
"""


class LahettiError(Exception):
    """Something that the caller can be told: an HTTP status, a stable code, a sentence for a person."""

    status = 400
    code = "bad_request"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        value: object = None,
        limit: object = None,
        see: str | None = None,
        retry_after: int | None = None,
        reason: str | None = None,
    ) -> None:
        """`see` is a path of the API where the trouble can be mended; `retry_after` is in seconds.

        `reason` tells apart what can be wrong with one field: the console has a sentence for each.
        """
        super().__init__(message)
        self.message = message
        self.field = field
        self.value = value
        self.limit = limit
        self.see = see
        self.retry_after = retry_after
        self.reason = reason


class NotSignedIn(LahettiError):
    """The request carries no id token of our client."""

    status, code = 401, "not_signed_in"


class NotAllowed(LahettiError):
    """The person's role does not cover it."""

    status, code = 403, "not_allowed"


class NotFound(LahettiError):
    """Nothing of that id exists, or this person may not know of it."""

    status, code = 404, "not_found"


class Conflict(LahettiError):
    """It does not fit the state that the thing is in."""

    status, code = 409, "conflict"


class ChangedMeanwhile(Conflict):
    """Somebody else changed the thing since it was read; reading it again and deciding anew will do."""

    code = "changed_meanwhile"


class TooLarge(LahettiError):
    """The body is over the limit."""

    status, code = 413, "too_large"


class UnknownMediaType(LahettiError):
    """The body is of a type that is not taken."""

    status, code = 415, "unknown_media_type"


class Invalid(LahettiError):
    """A value is outside what is allowed."""

    status, code = 422, "invalid"


class TooManyRequests(LahettiError):
    """The person has done this as often as is allowed for now; `retry_after` says when it may be done again."""

    status, code = 429, "too_many_requests"


class Busy(LahettiError):
    """Too many change one thing at once; trying again is safe and will do."""

    status, code = 503, "busy"
