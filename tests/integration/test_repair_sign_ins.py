"""A pool that was lost is built anew from the table, and everybody is who they were."""

import base64
import json
import uuid
from typing import Any

import pytest

from lahetti.core import aws, clock
from lahetti.core.configuration import configuration
from lahetti.people import inviting, members
from lahetti.people.model import Invitation
from lahetti.security import identity
from tests.integration.people_fixtures import Cast
from tools.mailed_codes import SignInRefused
from tools.repair_sign_ins import repair_sign_ins


class Killed(BaseException):
    """The process is gone."""


def lose(people: list[str]) -> None:
    """Take people's users out of the pool, as if it had never had them."""
    for person in people:
        aws.client("cognito-idp").admin_delete_user(UserPoolId=configuration().user_pool, Username=person)


def user_of(cast: Cast, email: str) -> str:
    """Sign in by the address; return whom the token names."""
    payload = cast.tokens(email).id.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return str(claims["cognito:username"])


def test_whoever_lost_their_sign_in_is_the_same_person_after_the_repair(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = cast.invite("Kadonnut Yksi"), cast.invite("Kadonnut Kaksi")
    lose([first.id, second.id])
    with pytest.raises(SignInRefused):
        cast.tokens(first.email)
    create = identity.create_sign_in
    made: list[str] = []

    def create_one(person: str, email: str) -> None:
        if made:
            raise Killed
        made.append(person)
        create(person, email)

    with monkeypatch.context() as patch:
        patch.setattr(identity, "create_sign_in", create_one)
        with pytest.raises(Killed):
            repair_sign_ins()

    assert repair_sign_ins() >= 1
    assert [user_of(cast, person.email) for person in (first, second)] == [first.id, second.id]
    assert cast.api(first).get("/me").json()["person"] == first.id
    assert repair_sign_ins() == 0


def test_an_invitation_that_was_killed_in_between_is_finished_as_the_same_person(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = identity.create_sign_in
    begun: list[str] = []

    def create_and_die(person: str, email: str) -> None:
        begun.append(person)
        create(person, email)
        raise Killed

    invitation = Invitation(f"Kesken.{uuid.uuid4().hex[:12]}@virasto.example", "Kesken Jäänyt")
    with monkeypatch.context() as patch:
        patch.setattr(identity, "create_sign_in", create_and_die)
        with pytest.raises(Killed):
            inviting.invite(invitation, "tests", clock.now())

    person, new = inviting.invite(invitation, "tests", clock.now())

    assert ([person.id], True) == (begun, new)
    assert members.find_person(person.id).email == invitation.email.lower()
    assert user_of(cast, person.email) == person.id
