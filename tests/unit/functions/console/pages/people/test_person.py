from dataclasses import replace

import pytest

from console.framework.context import PageContext
from console.framework.errors import EditConflict
from console.framework.form import Form
from console.pages.people import person as person_page
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
    fields = {"action": ("change",), "version": ("1",), "name": ("Uusi",), "role": ("ambassador",)}
    fields |= {"left_out": ("yes",)} if own else {}
    context = PageContext(person(), "/console/people/{person}", "/console/people/p2", {}, NOW, form=Form(fields))

    with pytest.raises(EditConflict) as overtaken:
        person_page.change(context, "p2")

    shown = {one.name: (one.theirs, one.own) for one in overtaken.value.differences}
    assert shown["name"] == (stored.name, "Uusi")
    assert shown["left_out"] == ("yes" if theirs else "", "yes" if own else "")
