"""The demo programme's cast is whole, and a mistake in its files is named."""

import re
import shutil
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import pytest

from tools.programme import cast as cast_module
from tools.programme.cast import Cast, Content, read_cast
from tools.programme.toml_table import BadFile

FOLDER = Path(cast_module.__file__).parent
ALIKE = 0.8


@pytest.fixture(scope="module")
def cast() -> Cast:
    return read_cast()


def test_the_programme_has_the_size_of_the_model_case(cast: Cast) -> None:
    assert len(cast.ambassadors) == 110
    assert len(cast.channels) == 9
    assert len(cast.teams) == 5
    assert len(cast.contents) == 56
    assert len(cast.coming) == 5
    assert 2 <= len(cast.editors) <= 3
    assert len(cast.wordings) >= 40


def test_the_first_admin_is_not_one_of_the_ambassadors(cast: Cast) -> None:
    assert cast.admin.email == "maarit.lehtovaara@virasto.example"
    assert cast.admin.role == "admin"
    assert cast.admin not in cast.ambassadors


def test_teams_are_of_unequal_size_and_one_is_hidden(cast: Cast) -> None:
    sizes = Counter(person.team for person in cast.ambassadors)

    assert sizes["skatteradgivning"] == 4
    assert {p.language for p in cast.people if p.team == "skatteradgivning"} == {"sv"}
    assert set(sizes) == {team.id for team in cast.teams}
    assert len(set(sizes.values())) == len(sizes)
    assert all(size >= 5 for team, size in sizes.items() if team != "skatteradgivning")


def test_every_address_is_made_of_the_name_it_belongs_to(cast: Cast) -> None:
    for person in cast.people:
        plain = unicodedata.normalize("NFKD", person.name).encode("ascii", "ignore").decode().lower()

        assert person.email == f"{plain.replace(' ', '.')}@virasto.example"


@pytest.mark.parametrize(
    ("name", "team"),
    [
        ("Aino Kivimäki", "ohjaus"),
        ("Petteri Saarelainen", "viestinta"),
        ("Linnea Sjöholm", "skatteradgivning"),
        ("Tuomas Väyrynen", "ohjaus"),
        ("Kaisa Heinonen", "viestinta"),
        ("Mikael Backlund", "yritysasiakkaat"),
        ("Noora Ylitalo", "ohjaus"),
        ("Sami Oravainen", "henkiloasiakkaat"),
        ("Elina Rautakorpi", "viestinta"),
    ],
)
def test_the_faces_of_the_pictures_are_among_the_ten_keenest(cast: Cast, name: str, team: str) -> None:
    keenest = sorted(cast.ambassadors, key=lambda person: person.keenness, reverse=True)[:10]

    assert (name, team) in {(person.name, person.team) for person in keenest}


def test_one_of_the_keenest_is_anonymous_and_two_people_are_left_out(cast: Cast) -> None:
    keenest = sorted(cast.ambassadors, key=lambda person: person.keenness, reverse=True)[:10]

    assert sum(person.anonymous for person in cast.people) == 1
    assert sum(person.anonymous for person in keenest) == 1
    assert sum(person.left_out for person in cast.people) == 2
    # Only editors and admins can be left out of the races.
    assert not any(person.left_out for person in cast.ambassadors)


def test_the_blog_is_far_ahead_and_youtube_last(cast: Cast) -> None:
    ordered = sorted(cast.channels, key=lambda channel: channel.popularity, reverse=True)

    assert [ordered[0].kind, ordered[-1].kind] == ["blog", "youtube"]
    assert ordered[0].popularity >= 3 * ordered[1].popularity
    assert Counter(channel.kind for channel in cast.channels)["x"] == 3


def test_every_week_brings_seven_contents_and_every_channel_has_some(cast: Cast) -> None:
    weeks = Counter(content.week for content in cast.contents)
    channels = Counter(content.channel for content in cast.contents)

    assert weeks == dict.fromkeys(range(8), 7)
    assert set(channels) == {channel.id for channel in cast.channels}
    assert channels["verona"] > len(cast.contents) / 2


def test_no_title_repeats(cast: Cast) -> None:
    titles = Counter(content.title.casefold() for content in (*cast.contents, *cast.coming))

    assert {title for title, times in titles.items() if times > 1} == set()


@pytest.mark.parametrize(
    "title",
    [
        "Tarkista tilinumerosi ennen veronpalautusta",
        "Pikkujoulut ja henkilöstölahjat: mikä on veronalaista?",
        "Uusi verokortti tulee joulukuussa – näin luet sen",
        "Näin ilmoitat tilinumerosi OmaVerossa",
        "Mitä verotarkastaja oikeasti tekee?",
        "Hushållsavdrag: så anmäler du renoveringen",
        "Perintövero puhuttaa: kolme kysymystä viikolta",
        "Kevään harjoittelupaikat ovat auki",
        "Ennakonpalautuksen maksupäivät",
    ],
)
def test_the_titles_of_the_pictures_are_there(cast: Cast, title: str) -> None:
    assert title in {content.title for content in cast.contents}


def test_all_but_two_contents_are_for_everyone(cast: Cast) -> None:
    assert sum(bool(content.audience) for content in cast.contents) == 2


def test_what_comes_leaves_a_week_empty_so_that_the_calendar_shows_a_gap(cast: Cast) -> None:
    assert {content.week for content in cast.coming} == {-1, -2, -4}


def test_every_caption_fits_x_with_its_link_and_disclosure(cast: Cast) -> None:
    for content in (*cast.contents, *cast.coming):
        disclosure = len(content.disclosure) + 1 if content.disclosure else 0

        for caption in content.captions:
            assert len(caption) <= 200
            assert len(caption) + disclosure + 1 + 23 <= 280


def test_the_most_visible_contents_have_longer_captions_for_linkedin(cast: Cast) -> None:
    visible = [content for content in cast.contents if content.linkedin]

    assert len(visible) == 8
    assert all(len(content.linkedin) >= 2 for content in visible)
    assert all(250 <= len(caption) <= 600 for content in visible for caption in content.linkedin)


def test_every_caption_carries_one_or_two_hashtags(cast: Cast) -> None:
    for caption in (caption for content in (*cast.contents, *cast.coming) for caption in captions_of(content)):
        assert 1 <= len(re.findall(r"#\w+", caption)) <= 2, caption


def test_captions_of_a_content_are_not_alike(cast: Cast) -> None:
    for content in (*cast.contents, *cast.coming):
        for one, other in combinations(captions_of(content), 2):
            assert likeness(one, other) < ALIKE, (one, other)


def test_own_wordings_are_like_no_caption(cast: Cast) -> None:
    captions = [caption for content in cast.contents for caption in captions_of(content)]

    for wording in cast.wordings:
        assert len(bare(wording.text)) >= 30
        for caption in captions:
            assert likeness(caption, wording.text) < ALIKE, (wording.text, caption)


def test_own_wordings_are_not_like_each_other(cast: Cast) -> None:
    for one, other in combinations(cast.wordings, 2):
        assert likeness(one.text, other.text) < ALIKE, (one.text, other.text)


def test_the_guidelines_have_the_same_rules_in_every_language(cast: Cast) -> None:
    assert cast.guidelines.version == 1
    assert cast.guidelines.titles["fi"] == "Somen pelisäännöt"
    for text in cast.guidelines.texts.values():
        numbers = [line.split(".")[0] for line in text.splitlines()]

        assert numbers == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("people", "kaisa.heinonen@", "aino.kivimaki@", "people.toml: email holds 'aino.kivimaki@"),
        (
            "people",
            '"Kaisa Heinonen"',
            '"Aino Kivimäki"',
            "people.toml: name holds 'Aino Kivimäki' 2",
        ),
        (
            "people",
            'name = "Kaisa',
            'nick = "K"\nname = "Kaisa',
            "ambassador Kaisa Heinonen: nick is not",
        ),
        ("people", "left_out = true", "left_out = false", "people.toml: left_out is there 0 times"),
        (
            "people",
            'team = "skatteradgivning"',
            'team = "ohjaus"',
            "team 'skatteradgivning' is there 0",
        ),
        (
            "people",
            "[[ambassador]]",
            "[[editor]]",
            "people.toml, editor Petteri Saarelainen: channels",
        ),
        ("teams", 'id = "ohjaus"', 'id = "viestinta"', "teams.toml: id holds 'viestinta' 2 times"),
        (
            "channels",
            'kind = "blog"',
            'kind = "radio"',
            "channel verona: kind is 'radio', allowed are",
        ),
        (
            "channels",
            "popularity = 10.0",
            'popularity = "10"',
            "verona: popularity must be float, is '10'",
        ),
        ("contents", '= "sv"', '= "da"', "content hushallsavdrag-renovering: language is 'da'"),
        (
            "contents",
            "virasto.example/uusi-",
            "virasto.test/uusi-",
            "content uusi-verokortti: address is",
        ),
        ("contents", "08:30:00", "22:30:00", "content tarkista-tilinumerosi: time is 22:30:00"),
        ("contents", "#veronpalautus", "x" * 200, "tarkista-tilinumerosi: captions has 3"),
        ("contents", "#veronpalautus", "https://vero", "captions holds a link"),
        (
            "contents",
            "week = 7",
            "week = 8",
            "content mokki-vuokralla: week is 8, allowed are -4 to 7",
        ),
        (
            "contents",
            "henna.aaltovirta@",
            "jesper.kronlund@",
            "is Jesper Kronlund, who does not edit",
        ),
        (
            "wordings",
            'topic = "perhe"',
            'topic = "kotitalous"',
            "wordings.toml: topic has nothing in 'fi'",
        ),
        ("wordings", "Palautusaika tuo", "x" * 200, "wordings.toml, wording 1: text has 3"),
        ("guidelines", "[sv]", "[no]", "guidelines.toml: sv is missing"),
        ("guidelines", "version = 1", "version = ", "guidelines.toml: Invalid value"),
    ],
)
def test_a_mistake_is_named_with_file_and_field(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    text = (FOLDER / f"{file}.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / f"{file}.toml").write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(BadFile, match=re.escape(message)):
        read_cast(tmp_path)


def captions_of(content: Content) -> tuple[str, ...]:
    return content.captions + content.linkedin


def bare(text: str) -> str:
    """Leave out what the rule for own wording leaves out: hashtags, case and spacing."""
    return "".join(re.sub(r"#\w+", "", text).casefold().split())


def likeness(one: str, other: str) -> float:
    """difflib's ratio, or its cheap upper bound where that already lies under the limit."""
    matcher = SequenceMatcher(None, bare(one), bare(other), autojunk=False)
    bound = matcher.real_quick_ratio()
    if bound >= ALIKE:
        bound = matcher.quick_ratio()
    return matcher.ratio() if bound >= ALIKE else bound
