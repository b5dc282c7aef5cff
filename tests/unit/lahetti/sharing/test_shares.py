from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import ANY
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.content import items as content_items
from lahetti.content.model import Captions, ContentState, ContentTexts
from lahetti.core.errors import Busy, Invalid, NotFound, TooManyRequests
from lahetti.dynamodb.batches import batch_put
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.people.guidelines.model import GuidelinesFirst
from lahetti.personal_data.items import Whose, everything_of
from lahetti.records import ceilings
from lahetti.records.items import mails_of_person, save_mail
from lahetti.records.model import MailKind, MailStep
from lahetti.security import secrets
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing import links, own_shares, qr_codes
from lahetti.sharing.model import (
    NotOnOffer,
    OpenedShare,
    RecalledMeanwhile,
    ServerNeeded,
    Share,
    ShareState,
)
from lahetti.sharing.opening import open_share
from lahetti.sharing.rules import (
    caption_language,
    is_own_wording,
    pick_caption,
)
from tests.contents import content_head
from tests.memory_dynamodb.client import MemoryDynamoDb, refusal
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SETTINGS = Settings(version=3, guidelines=2)
ASTRID = replace(AINO, id="astrid", guidelines=2, language="sv")
OWN = "Tarkistin juuri oman tilinumeroni ja kehotan muitakin samaan."
CAPTIONS = ("Ilmoita tilinumerosi.", "Onko tilinumerosi ajan tasalla?", "Veronpalautus tulee tilille.")
KEYS = ("k1", "k2", "k3")


@given(st.text("0123456789abc", min_size=10, max_size=10), st.lists(st.text(min_size=1), min_size=1, unique=True))
def test_a_share_is_always_offered_the_same_caption(code: str, captions: list[str]) -> None:
    offered = pick_caption(code, tuple(captions))

    assert offered in captions
    assert offered == pick_caption(code, tuple(captions))


def test_without_captions_none_is_offered() -> None:
    assert pick_caption("0123456789", ()) is None


@pytest.mark.parametrize("number", [2, 3, 5, 15])
def test_captions_are_offered_about_equally_often(number: int) -> None:
    captions = tuple(f"Teksti {n}" for n in range(number))

    codes = (links.code_of(b"key", f"person {n}", "content", "x") for n in range(3000))
    offered = Counter(pick_caption(code, captions) for code in codes)

    assert set(offered) == set(captions)
    assert max(offered.values()) < 1.35 * 3000 / number
    assert min(offered.values()) > 0.65 * 3000 / number


def letters(number: int) -> str:
    return "".join(chr(0x4E00 + n) for n in range(number))


THIRTY = "Kirjoitan tähän omat sanani asiasta"  # 31 letters


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (THIRTY, True),
        (THIRTY.replace("asiasta", "asiaa"), False),
        (THIRTY.replace("asiasta", "asiat"), False),
        (THIRTY.replace("asiasta", "asiast"), True),
        (THIRTY.replace("asiasta", "asiaa #hashtag"), False),
        (THIRTY.replace("asiasta", "asiaa https://www.vero.fi/"), False),
        (f"{THIRTY} https://www.vero.fi/ #hashtag", True),
        (THIRTY.upper().replace(" ", "\u00a0\n\u2003"), True),
        ("Мои собственные слова об этой важной теме", True),
        ("税について自分の言葉で書いてみましたので、ぜひ読んでから試してみてください", True),
        ("", False),
    ],
)
def test_own_words_have_at_least_30_letters(text: str, own: bool) -> None:
    assert is_own_wording(text, ()) is own


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200,
        "Hieno juttu " + "a" * 60,
        "ha" * 40,
        "lol " * 30,
        "Hyvä juttu. " * 20,
        "!?.,;:-–—…" * 20,
        "🙂" * 60,
        "Hyvä juttu" + "\u200b" * 60,
        "Hyvä juttu" + "\u200d\ufeff\u2060\u00ad" * 20,
        "Hyvä juttu" + "\u0301" * 60,
        "Hyvä juttu" + "\u3164" * 60,
        "a b c d e f g h i j k l m n o p q",
        "123 123 123 123 123 123 123 123 123 123 123",
    ],
)
def test_repeated_and_unseen_signs_are_no_words(text: str) -> None:
    assert not is_own_wording(text, ())


@pytest.mark.parametrize(("kept", "own"), [(31, True), (32, False), (33, False), (40, False), (0, True)])
def test_own_words_are_under_four_fifths_alike_to_a_caption(kept: int, own: bool) -> None:
    caption = letters(40)
    changed = caption[:kept] + letters(80)[40 + kept :]

    assert is_own_wording(changed, (caption,)) is own


def test_own_words_are_unlike_every_caption_that_was_offered() -> None:
    other = letters(80)[40:]

    assert is_own_wording(OWN, (letters(40), other))
    assert not is_own_wording(other, (letters(40), other))
    assert not is_own_wording(other, (other, letters(40)))


@pytest.mark.parametrize(
    "copied",
    [
        str.upper,
        lambda text: f"#verot {text} https://www.vero.fi/",
        lambda text: text.replace(" ", "\n\n"),
        lambda text: f"{text} Lue!",
        lambda text: text.replace("tilinumero", "tili-numero"),
        lambda text: "\u200b".join(text),
        lambda text: "\u0301".join(text),
        lambda text: ".".join(text),
        lambda text: text.translate(str.maketrans("aceopxy", "асеорху")),
        lambda text: text.replace("a", "а"),
        lambda text: text.translate(str.maketrans("eo", "εο")),
        lambda text: text.translate(str.maketrans("oei", "031")),
        lambda text: text.replace("i", "ı").replace("l", "I"),
        lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
        lambda text: text.replace("a", "\U0001d41a"),
        lambda text: text.replace("t", "ttttt"),
        lambda text: text.replace("n", "ո"),  # Armenian, in no table: words of two scripts are nobody's
    ],
)
@pytest.mark.parametrize("times", [1, 3, 6])
def test_a_caption_that_was_copied_is_nobodys_own(copied: Any, times: int) -> None:
    caption = " ".join([OWN] * times)

    assert not is_own_wording(copied(caption), ("Toinen teksti.", caption))


# By default difflib passes over frequent characters of long texts and finds these two 0.25 alike.
def test_a_long_caption_of_few_letters_with_one_changed_is_nobodys_own() -> None:
    caption = "".join("aeiotnlskr"[(n * n + n // 7) % 10] for n in range(400))

    assert not is_own_wording(caption[:100] + "z" + caption[101:], (caption,))


def test_words_as_long_as_a_network_takes_are_judged_in_time() -> None:
    caption = (OWN * 60)[:3000]

    assert not is_own_wording(caption, tuple(caption[n:] for n in range(15)))


@pytest.mark.parametrize(
    ("captioned", "person", "of_content", "chosen"),
    [
        (["x#en", "x#fi", "x#sv"], "sv", "fi", "fi"),
        (["x#en", "x#sv"], "sv", "fi", "sv"),
        (["x#en", "x#smn"], "sv", "fi", "en"),
        (["linkedin#fi", "x#en"], "sv", "fi", "en"),
        (["linkedin#fi"], "sv", "fi", None),
        ([], "sv", "fi", None),
    ],
)
def test_captions_are_in_the_contents_language_else_the_persons_else_any(
    captioned: list[str], person: str, of_content: str, chosen: str | None
) -> None:
    assert caption_language(captioned, Network.X, person, of_content) == chosen


class Tables:
    """One published content, and what is stored of its shares; `refusals` happen instead of so many writes."""

    def __init__(self, memory: MemoryDynamoDb) -> None:
        self.memory = memory
        self.refusals = 0
        texts = ContentTexts("c", "https://www.vero.fi/a?utm_source=kirje")
        head = content_head(captioned=("linkedin#fi",))
        captions = Captions("c", Network.LINKEDIN, "fi", CAPTIONS, KEYS)
        batch_put(put.item for put in (content_items.put_head(head), content_items.put_texts(texts)))
        transact(content_items.put_captions(captions))
        memory.written.clear()
        memory.before = self._refuse

    @property
    def texts(self) -> ContentTexts:
        return content_items.find_texts("c")

    def change(self, **fields: Any) -> None:
        """Change the content's head."""
        head = content_items.find_head("c")
        assert head is not None
        assert content_items.save_head(replace(head, **fields))

    @property
    def shares(self) -> dict[str, Share]:
        """All shares by their code."""
        codes = [pk.removeprefix("SHARE#") for pk, sk in self.memory.programme.states if sk == "SHARE"]
        return {share.code: share for share in sharing_items.find_shares(codes)}

    def _refuse(self, operation: str, _: object) -> None:
        if operation == "PutItem" and self.refusals:
            self.refusals -= 1
            raise refusal(operation, "ConditionalCheckFailedException")


@pytest.fixture
def tables(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> Tables:
    monkeypatch.setattr(secrets, "link_key", lambda: b"key")
    return Tables(database)


def opened(network: Network = Network.LINKEDIN, **more: Any) -> tuple[OpenedShare, bool]:
    person = more.pop("person", ASTRID)
    settings = more.pop("settings", SETTINGS)
    return open_share(person, more.pop("content", "c"), network, settings, more.pop("now", NOW), **more)


def test_an_opened_share_holds_link_caption_and_the_networks_address(tables: Tables) -> None:
    share, new = opened()

    assert new
    assert share.state is ShareState.OPENED
    assert share.code == links.code_of(b"key", "astrid", "c", "linkedin")
    assert share.link == f"https://go.vero.fi/{share.code}"
    assert share.caption == share.text == pick_caption(share.code, CAPTIONS)
    assert share.share_url is not None
    assert share.share_url.startswith("https://www.linkedin.com/")
    assert share.copy_text_first


def test_the_target_is_the_contents_address_with_nothing_of_the_person(tables: Tables) -> None:
    share, _ = opened()

    target = tables.shares[share.code].target
    assert target == "https://www.vero.fi/a?utm_source=linkedin&utm_medium=ambassador&utm_campaign=blogi"


def test_where_shares_are_told_apart_it_is_by_a_random_number_that_stays_and_never_by_the_code(tables: Tables) -> None:
    settings = replace(SETTINGS, utm_content=True)

    share, _ = opened(settings=settings)
    again, _ = opened(settings=settings)

    stored = tables.shares[share.code]
    assert again.code == share.code
    assert stored.target.endswith(f"&utm_content={stored.number}")
    assert share.code not in stored.target
    assert stored.number > 0


def test_a_campaign_comes_before_the_channel(tables: Tables) -> None:
    tables.change(campaign="tilinumerot")

    share, _ = opened()

    assert "utm_campaign=tilinumerot" in tables.shares[share.code].target


def test_without_web_analytics_the_target_is_the_address_itself(tables: Tables) -> None:
    share, _ = opened(settings=replace(SETTINGS, utm=False))

    assert tables.shares[share.code].target == tables.texts.url


@pytest.mark.parametrize(("words", "is_copied"), [("Lyhyt teksti.", False), ("Pitkä teksti. " * 200, True)])
def test_a_text_that_no_mail_program_takes_is_to_be_copied(tables: Tables, words: str, is_copied: bool) -> None:
    share, _ = opened(Network.EMAIL, words=words)

    assert share.copy_text_first is is_copied
    assert share.text == words.strip()
    assert share.share_url is not None
    assert ("teksti" in share.share_url) is not is_copied


PASTED = "https://äänekoski.fi/päätös?fbclid=IwAR0&q=yö%20&UTM_ID=1&_hsenc=p2"
MENDED = "https://xn--nekoski-4waa.fi/p%C3%A4%C3%A4t%C3%B6s?q=y%C3%B6%20"


@pytest.mark.parametrize(
    ("utm", "target"),
    [(True, f"{MENDED}&utm_source=linkedin&utm_medium=ambassador&utm_campaign=blogi"), (False, MENDED)],
)
def test_a_target_is_ascii_and_leads_nobody_elses_count_along(tables: Tables, utm: bool, target: str) -> None:
    transact(content_items.put_texts(replace(tables.texts, url=PASTED)))

    share, _ = opened(settings=replace(SETTINGS, utm=utm))

    assert tables.shares[share.code].target == target


@pytest.mark.parametrize("state", [ShareState.OPENED, ShareState.CONFIRMED])
def test_a_stored_target_is_mended_when_the_share_is_opened_again(tables: Tables, state: ShareState) -> None:
    share, _ = opened()
    assert sharing_items.save_share(replace(tables.shares[share.code], target=PASTED, state=state))

    opened()

    assert (tables.shares[share.code].target, tables.shares[share.code].state) == (MENDED, state)


def test_opening_twice_gives_the_same_share_and_writes_once(tables: Tables) -> None:
    first, new = opened()
    second, again = opened()

    assert (new, again) == (True, False)
    assert first == second
    assert [write[0]["kind"]["S"] for write in tables.memory.written] == ["ceiling", "share", "ceiling"]


def test_each_network_and_person_has_a_share_of_their_own(tables: Tables) -> None:
    codes = {
        opened()[0].code,
        opened(Network.X)[0].code,
        opened(person=replace(ASTRID, id="berit"))[0].code,
    }

    assert len(codes) == 3


def test_a_share_keeps_the_value_that_its_content_had_at_its_opening(tables: Tables) -> None:
    tables.change(points=9)
    share, _ = opened()
    tables.change(points=1)

    opened()

    assert tables.shares[share.code].points == 9


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (CAPTIONS[0], "k1"),
        (f"  {CAPTIONS[2]}\r\n", "k3"),
        (f"{CAPTIONS[0]} Heti.", None),
        (CAPTIONS[0].upper(), None),
        (OWN, None),
    ],
)
def test_a_share_keeps_the_key_of_the_ready_caption_it_was_opened_with_and_none_after_editing(
    tables: Tables, words: str, key: str | None
) -> None:
    share, _ = opened(words=words)

    assert tables.shares[share.code].caption == key
    item = tables.memory.programme.find((f"SHARE#{share.code}", "SHARE"))
    assert words.strip() not in str(item), "no text that was posted is stored"


def test_without_words_of_the_person_a_share_has_the_key_of_the_caption_it_was_offered(tables: Tables) -> None:
    share, _ = opened()

    assert share.caption is not None
    assert tables.shares[share.code].caption == KEYS[CAPTIONS.index(share.caption)]


def test_words_that_are_changed_before_the_confirmation_change_the_key_and_later_ones_do_not(tables: Tables) -> None:
    found = []
    for words in (CAPTIONS[0], f"{CAPTIONS[0]} Heti.", OWN, CAPTIONS[1]):
        share, _ = opened(words=words)
        found.append((tables.shares[share.code].caption, tables.shares[share.code].own_wording))
    sharing_items.save_share(replace(tables.shares[share.code], state=ShareState.CONFIRMED, confirmed=NOW))
    opened(words=OWN)

    assert found == [("k1", False), (None, False), (None, True), ("k2", False)]
    assert tables.shares[share.code].caption == "k2"


def test_where_there_are_no_captions_no_key_is_kept(tables: Tables) -> None:
    tables.change(captioned=())

    share, _ = opened()

    assert tables.shares[share.code].caption is None


def test_the_last_opening_before_the_confirmation_decides_about_own_words(tables: Tables) -> None:
    verdicts = [opened(words=words)[0].own_wording for words in (OWN, None, OWN, CAPTIONS[0])]

    assert verdicts == [True, False, True, False]
    share, _ = opened(words=OWN)
    assert sharing_items.save_share(replace(tables.shares[share.code], state=ShareState.CONFIRMED))

    after, _ = opened()

    assert (after.state, after.own_wording) == (ShareState.CONFIRMED, True)


def test_own_words_are_sent_on_and_not_kept(tables: Tables) -> None:
    share, _ = opened(words=OWN)

    assert share.text == OWN
    assert share.caption in CAPTIONS
    assert OWN not in repr(tables.memory.written)


def test_own_words_are_held_to_limit_and_blocked_words_of_the_network(tables: Tables) -> None:
    with pytest.raises(Invalid) as error:
        opened(Network.X, words="a" * 281)
    assert error.value.field == "words"
    with pytest.raises(Invalid, match="verokarhu"):
        opened(words="Verokarhu", settings=replace(SETTINGS, blocked_words=("verokarhu",)))
    assert not tables.shares


def test_a_disclosure_is_in_every_text(tables: Tables) -> None:
    transact(content_items.put_texts(replace(tables.texts, disclosure="Työnantajani")))

    texts = [opened()[0].text, opened(words=OWN)[0].text]

    assert all(text.endswith("\n\nTyönantajani") for text in texts)


def test_guidelines_come_first(tables: Tables) -> None:
    with pytest.raises(GuidelinesFirst):
        opened(person=replace(ASTRID, guidelines=1))
    assert not tables.shares


def test_what_is_not_on_offer_cannot_be_shared(tables: Tables) -> None:
    with pytest.raises(NotOnOffer):
        opened(content="other")
    tables.change(state=ContentState.ARCHIVED)
    with pytest.raises(NotOnOffer):
        opened()


def test_what_was_recalled_is_told_from_what_is_over_to_those_it_was_for(tables: Tables) -> None:
    tables.change(state=ContentState.RECALLED)

    with pytest.raises(RecalledMeanwhile):
        opened()
    tables.change(audience=("etelä",))
    with pytest.raises(NotOnOffer) as error:
        opened()
    assert not isinstance(error.value, RecalledMeanwhile)
    assert not tables.shares


@pytest.mark.parametrize("network", Network)
def test_a_copied_link_alone_comes_with_a_code_to_scan(network: Network, tables: Tables) -> None:
    share, _ = opened(network, person=replace(ASTRID, servers=dict.fromkeys(Network, "mastodon.social")))

    assert share.qr == (qr_codes.modules(share.link) if network is Network.LINK else None)


def test_mastodon_asks_for_the_persons_server(tables: Tables) -> None:
    with pytest.raises(ServerNeeded):
        opened(Network.MASTODON)

    share, _ = opened(Network.MASTODON, person=replace(ASTRID, servers={"mastodon": "mastodon.social"}))

    assert share.share_url is not None
    assert share.share_url.startswith("https://mastodon.social/share?")


def test_a_person_opens_200_shares_a_day_and_goes_on_the_next(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ceilings, "SHARES", replace(ceilings.SHARES, most=3))
    assert ceilings.DailyCeiling("shares", 200) == replace(ceilings.SHARES, most=200)
    for network in (Network.LINKEDIN, Network.X, Network.FACEBOOK):
        opened(network)

    with pytest.raises(TooManyRequests) as refused:
        opened(Network.BLUESKY)
    assert (refused.value.limit, refused.value.field, refused.value.status) == (3, "shares", 429)
    assert refused.value.retry_after == (datetime(2026, 11, 25, 22, tzinfo=UTC) - NOW).total_seconds()
    assert opened(Network.BLUESKY, person=replace(ASTRID, id="berit"))[1]
    assert opened(Network.BLUESKY, now=datetime(2026, 11, 25, 22, tzinfo=UTC))[1]


@pytest.mark.parametrize(("refusals", "busy"), [(5, False), (6, True)])
def test_an_opening_is_tried_again_five_times(refusals: int, busy: bool, tables: Tables) -> None:
    tables.refusals = refusals

    if busy:
        with pytest.raises(Busy):
            opened()
    else:
        assert opened()[1]


@pytest.mark.parametrize("code", ["", "short", "0123456789", "01234567-9", "x" * 50])
def test_anybody_elses_share_is_not_found(code: str, tables: Tables) -> None:
    share, _ = opened()

    with pytest.raises(NotFound):
        own_shares.own_share("berit", share.code)
    with pytest.raises(NotFound):
        own_shares.own_share("astrid", code)
    assert own_shares.own_share("astrid", share.code).code == share.code


@pytest.mark.parametrize(
    ("at", "reason", "limit"),
    [
        (NOW, "past", None),
        (NOW - timedelta(days=1), "past", None),
        (datetime(1, 1, 1, tzinfo=UTC), "past", None),
        (NOW + timedelta(days=31, seconds=1), "too_far", 31),
        (datetime(9999, 12, 31, 23, 30, tzinfo=UTC), "too_far", 31),
    ],
)
def test_a_reminder_is_told_what_is_wrong_with_its_time(at: datetime, reason: str, limit: int | None) -> None:
    with pytest.raises(Invalid) as refused:
        own_shares.remind_later(ASTRID, "0123456789", at, SETTINGS, ZoneInfo("Europe/Helsinki"), NOW)

    assert (refused.value.field, refused.value.reason, refused.value.limit) == ("remind_at", reason, limit)


def remind(code: str, at: datetime) -> Share:
    return own_shares.remind_later(ASTRID, code, at, SETTINGS, ZoneInfo("Europe/Helsinki"), NOW)


def test_a_share_has_one_reminder_which_moves_with_its_time(tables: Tables) -> None:
    share, _ = opened()
    first, second = datetime(2026, 11, 26, 8, tzinfo=UTC), datetime(2026, 11, 27, 8, tzinfo=UTC)

    for moment in (first, second, second, first, second):
        assert remind(share.code, moment).remind_at == moment

    (mail,) = mails_of_person("astrid")
    assert (mail.kind, mail.due, mail.step) == (MailKind.SHARE_REMINDER, second, MailStep.WAITING)
    assert mail.fields["at"] == second.isoformat()
    assert mail.fields["caption"] == tables.shares[share.code].caption


def test_the_reminder_of_a_share_in_own_words_names_no_caption(tables: Tables) -> None:
    share, _ = opened(words=OWN)

    remind(share.code, datetime(2026, 11, 26, 8, tzinfo=UTC))

    (mail,) = mails_of_person("astrid")
    assert "caption" not in mail.fields


def test_a_reminder_that_has_come_can_be_wished_for_again(tables: Tables) -> None:
    share, _ = opened()
    remind(share.code, datetime(2026, 11, 26, 8, tzinfo=UTC))
    (mail,) = mails_of_person("astrid")
    assert save_mail(replace(mail, step=MailStep.SENT, sent=NOW, message="m1"))

    remind(share.code, datetime(2026, 11, 27, 8, tzinfo=UTC))

    (again,) = mails_of_person("astrid")
    assert (again.step, again.sent, again.tries) == (MailStep.WAITING, None, 0)


def test_a_declined_share_is_opened_again_by_sharing_and_stays_the_same_share(tables: Tables) -> None:
    share, _ = opened(words=OWN)
    remind(share.code, datetime(2026, 11, 26, 8, tzinfo=UTC))

    first, second = own_shares.decline(ASTRID, share.code), own_shares.decline(ASTRID, share.code)
    assert first == second
    assert (first.state, first.remind_at) == (ShareState.DECLINED, None)
    again, is_new = opened()

    assert (again.code, again.state, is_new) == (share.code, ShareState.OPENED, False)
    assert tables.shares[share.code] == replace(first, state=ShareState.OPENED, own_wording=False, caption=ANY)


def test_putting_a_declined_share_off_takes_the_answer_back(tables: Tables) -> None:
    share, _ = opened()
    own_shares.decline(ASTRID, share.code)

    assert remind(share.code, datetime(2026, 11, 26, 8, tzinfo=UTC)).state is ShareState.OPENED


def test_a_confirmed_share_and_anybody_elses_cannot_be_declined(tables: Tables) -> None:
    share, _ = opened()
    confirmed = replace(tables.shares[share.code], state=ShareState.CONFIRMED, confirmed=NOW)
    assert sharing_items.save_share(confirmed)

    assert own_shares.decline(ASTRID, share.code) == confirmed
    with pytest.raises(NotFound):
        own_shares.decline(AINO, share.code)


def test_a_declined_share_is_in_no_list_and_export_and_erasing_find_it(tables: Tables) -> None:
    declined, _ = opened()
    kept, _ = opened(Network.X)
    own_shares.decline(ASTRID, declined.code)

    assert [row.code for row in own_shares.page_of_own("astrid", None, 10)[0]] == [kept.code]
    assert [row.code for row in sharing_items.shares_of("astrid")] == [kept.code]
    assert [row.code for row in sharing_items.shares_since("astrid", NOW - timedelta(days=1))] == [kept.code]
    assert {row.state for row in sharing_items.shares_of_content("c")} == {ShareState.OPENED}
    whose = Whose("astrid", ASTRID.name, ASTRID.email, NOW)
    found = {item.code for item in everything_of(whose, NOW) if isinstance(item, sharing_items.ShareItem)}
    assert found == {declined.code, kept.code}
