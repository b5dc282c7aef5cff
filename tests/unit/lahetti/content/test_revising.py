import pytest

from lahetti.content.revising import faults_of
from lahetti.content.rules import Draft
from lahetti.networks.share_dialogs import Network
from lahetti.settings.model import Settings

SETTINGS = Settings(blocked_words=("kilpailija",), teams=(("viestinta", "Viestintä"),))
GOOD = {"channel": "blog", "address": "https://blogi.example/1", "title": "Tilinumero", "language": "fi"}


def told(draft: Draft, captions: dict[tuple[Network, str], tuple[str, ...]] | None = None) -> list[tuple[str, str]]:
    return [(str(fault.field), str(fault.reason)) for fault in faults_of(draft, captions or {}, SETTINGS)]


def test_what_can_be_stored_has_no_faults() -> None:
    assert told(Draft(**GOOD), {(Network.X, "fi"): ("Katso.", "Lue.")}) == []


def test_each_caption_is_told_by_its_own_name_and_all_at_once() -> None:
    captions = {
        (Network.X, "fi"): ("a" * 300, "Kilpailijan tuote", "Hyvä."),
        (Network.LINKEDIN, "sv"): ("Samma.", " Samma. "),
    }

    assert told(Draft(**GOOD | {"title": " "}), captions) == [
        ("title", "empty"),
        ("caption.x.fi.0", "too_long"),
        ("caption.x.fi.1", "blocked"),
        ("caption.linkedin.sv.1", "same"),
    ]


def test_a_disclosure_counts_in_every_caption() -> None:
    text = "a" * 240
    assert told(Draft(**GOOD), {(Network.X, "fi"): (text,)}) == []

    faults = told(Draft(**GOOD, disclosure="Olen töissä virastossa."), {(Network.X, "fi"): (text,)})

    assert faults == [("caption.x.fi.0", "too_long")]


def test_captions_that_are_taken_away_are_no_fault() -> None:
    assert told(Draft(**GOOD), {(Network.X, "fi"): ()}) == []


@pytest.mark.parametrize(("present", "faults"), [("/picture/abc.jpg", []), (None, [("picture", "no_address")])])
def test_our_own_copy_of_a_picture_may_stay_and_no_other_path(
    present: str | None, faults: list[tuple[str, str]]
) -> None:
    draft = Draft(**GOOD, picture="/picture/abc.jpg")

    found = faults_of(draft, {}, SETTINGS, present)

    assert [(fault.field, fault.reason) for fault in found] == faults
