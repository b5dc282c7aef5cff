from dataclasses import replace

import pytest

from console import pages_person
from console.asking import Asking
from console.forms import Form
from console.refusals import Overtaken
from lahetti.content import channels
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.test_handler import person


@pytest.mark.parametrize(("theirs", "own"), [(True, False), (False, True)])
def test_whether_the_races_list_somebody_is_not_changed_back_unseen(
    monkeypatch: pytest.MonkeyPatch, theirs: bool, own: bool
) -> None:
    stored = replace(person(), role=Role.AMBASSADOR, channels=(), left_out=theirs, version=2)
    monkeypatch.setattr(members, "find_person", lambda _: stored)
    monkeypatch.setattr(settings_versions, "read_settings", Settings)
    monkeypatch.setattr(channels, "channels", list)
    fields = {"deed": ("change",), "version": ("1",), "name": ("Uusi",), "role": ("ambassador",)}
    fields |= {"left_out": ("yes",)} if own else {}
    ask = Asking(person(), "/console/people/{person}", "/console/people/p2", {}, NOW, form=Form(fields))

    with pytest.raises(Overtaken) as overtaken:
        pages_person.change(ask, "p2")

    shown = {one.name: (one.theirs, one.own) for one in overtaken.value.differences}
    assert shown["name"] == (stored.name, "Uusi")
    assert shown["left_out"] == ("yes" if theirs else "", "yes" if own else "")
