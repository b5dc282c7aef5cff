from dataclasses import replace

import pytest

from console.framework.context import PageContext
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages.channels import channel, channels
from console.pages.contents import new_content
from lahetti.content.channels import catalogue
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel, Feed
from lahetti.core.languages import INTERFACE
from lahetti.dynamodb.transactions import transact
from lahetti.people.model import Person, PersonState, Role
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW

ADMIN = Person("admin", "admin@vero.fi", "Maarit", Role.ADMIN, PersonState.ACTIVE, "fi", NOW)
PATH = "/console/channels/blogi"
BLOG = Channel("blogi", "Blogi", "blog", "fi", "https://blogi.example/", Feed("https://blogi.example/feed"))


@pytest.fixture(autouse=True)
def stored(database: MemoryDynamoDb) -> None:
    transact(channels_items.put_channel(BLOG))


def context(**typed: str) -> PageContext:
    form = Form({name: (value,) for name, value in typed.items()})
    return PageContext(ADMIN, PATH, PATH, {}, NOW, form=form)


def do(action: str, **typed: str) -> Redirect | Confirm:
    answer = channel.one_channel.actions[action][0](context(**typed), "blogi")
    assert isinstance(answer, Redirect | Confirm)
    return answer


def shown(language: str) -> str:
    frame = {"context": context(), "person": ADMIN, "menu": (), "badges": {}}
    page = channel.one_channel.view(context(), "blogi")
    listed = channels.channels.view(context())
    return rendered("channels/channel.html", language, {**frame, **page}) + rendered(
        "channels/channels.html", language, {**frame, **listed}
    )


@pytest.mark.parametrize("language", INTERFACE)
def test_the_page_of_an_archived_channel_offers_to_bring_it_back_and_nothing_else(language: str) -> None:
    before = shown(language)
    catalogue.archive_channel("blogi", "admin", NOW)

    after = shown(language)

    for action, offered in {"archive": True, "set_feed": True, "fetch": True, "restore": False}.items():
        assert (f'value="{action}"' in before) is offered, action
        assert (f'value="{action}"' in after) is not offered, action


def test_archiving_says_what_follows_and_asks_and_bringing_back_does_not() -> None:
    asked = do("archive")

    assert isinstance(asked, Confirm)
    assert len(asked.consequences) == 4
    assert not catalogue.find_channel("blogi").archived
    assert do("archive", confirmed="yes") == Redirect("done.channel_archived")
    assert new_content.new_content.view(context())["channels"] == []
    assert do("restore") == Redirect("done.channel_restored")
    assert catalogue.find_channel("blogi") == replace(BLOG, archived=False)
