"""One's own passkeys over the API, made by a device that follows the paper (tests/authenticator.py)."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from lahetti.people.passkeys.model import MOST_PASSKEYS
from tests.authenticator import Authenticator
from tests.integration.api_client import Api
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import Cast, accepted


@pytest.fixture
def holder(cast: Cast) -> Api:
    """Somebody of their own who has just signed in."""
    return cast.api(accepted(cast.invite("Helmi Haltija")))


def made_by(api: Api, cloud: RunningCloud, device: Authenticator | None = None, name: str = "Puhelin") -> Any:
    """Make a passkey; return the answer."""
    device = device or Authenticator(cloud.web_origin, str(urlsplit(cloud.web_origin).hostname))
    begun = api.post("/me/passkeys/options", {}).json()
    return api.post("/me/passkeys", {"ticket": begun["ticket"], "answer": device.make(begun["options"]), "name": name})


def test_a_passkey_is_made_named_and_removed(cloud: RunningCloud, holder: Api) -> None:
    device = Authenticator(cloud.web_origin, str(urlsplit(cloud.web_origin).hostname))

    made = made_by(holder, cloud, device)
    assert made.status_code == 201
    assert made_by(holder, cloud, device).status_code == 409
    path = f"/me/passkeys/{made.json()['passkey']}"
    assert holder.send("PATCH", path, {"name": ""}).status_code == 422
    assert holder.send("PATCH", path, {"name": "Työkone"}).json()["name"] == "Työkone"
    assert [one["name"] for one in holder.get("/me/passkeys").json()["items"]] == ["Työkone"]
    gone = holder.send("DELETE", path, None)
    assert (gone.status_code, gone.json()) == (200, {"items": []})


def test_beyond_the_most_none_is_begun_nor_kept(cloud: RunningCloud, holder: Api) -> None:
    for _ in range(MOST_PASSKEYS):
        assert made_by(holder, cloud).status_code == 201

    refused = holder.post("/me/passkeys/options", {})

    assert (refused.status_code, refused.json()["limit"]) == (409, MOST_PASSKEYS)
