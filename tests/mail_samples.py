"""One sample of each single mail, for the golden files, the pictures and the contact sheet."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.content.model import Row
from lahetti.core.names import LocalisedName
from lahetti.mail.digests.choice import Choice, New
from lahetti.mail.digests.message import DigestPlace, RenderContext, digest
from lahetti.mail.letters import LetterContext
from lahetti.mail.messages import Message
from lahetti.people.model import Person, PersonState, Role
from lahetti.records.model import MailKind
from lahetti.settings.model import Settings

ZONE = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
"""Tuesday 24 November 2026, 8:30 in Helsinki."""
WEB, LINKS = "https://lahetti.virasto.example", "https://go.virasto.example"
CONTACT = "viestinta@virasto.example"
TITLE = {
    "fi": "Tarkista tilinumerosi ennen veronpalautusta",
    "sv": "Kontrollera ditt kontonummer före skatteåterbäringen",
    "en": "Check your account number before the tax refund",
}
REWARD = LocalisedName.of({"fi": "Elokuvalippu", "sv": "Biobiljett", "en": "Cinema ticket"})
NOTE = {
    "fi": "Aihe on hyvä, mutta sama asia on tulossa blogiin ensi viikolla.",
    "sv": "Ämnet är bra, men samma sak kommer i bloggen nästa vecka.",
    "en": "A good topic, but the blog will cover it next week.",
}
REFUSAL = {
    "fi": "Tämä palkinto on tarkoitettu esityksen pitäneille.",
    "sv": "Det här priset är avsett för dem som har hållit en presentation.",
    "en": "This reward is meant for those who have given a talk.",
}
RECALL = {
    "fi": "Jutussa oli väärä päivämäärä.",
    "sv": "Artikeln hade fel datum.",
    "en": "The story had a wrong date.",
}
REMOVAL = {
    "fi": "Siirtyi toiseen virastoon 1.12.2026.",
    "sv": "Flyttade till ett annat ämbetsverk 1.12.2026.",
    "en": "Moved to another agency on 1 December 2026.",
}
ORGANISATION = LocalisedName.of({"fi": "Verohallinto", "sv": "Skatteförvaltningen", "en": "Tax Administration"})
NAMES = {"p1": "Riikka Salminen", "p2": "Jonas Ekholm", "p3": "Aino Mäkelä"}


def somebody(language: str = "fi", **more: Any) -> Person:
    """Return a person who reads this language."""
    known: dict[str, Any] = {
        "id": "p1",
        "email": "riikka.salminen@virasto.example",
        "name": "Riikka Salminen",
        "role": Role.AMBASSADOR,
        "state": PersonState.ACTIVE,
        "language": language,
        "joined": datetime(2026, 11, 1, tzinfo=UTC),
        "teams": ("viestinta",),
        "guidelines": 3,
    }
    return Person(**{**known, **more})


def samples(language: str) -> dict[str, tuple[MailKind, dict[str, Any], str | None]]:
    """Return by name a kind, the fields of its outbox item, and the code that a winner gets."""
    title, reward = TITLE[language], REWARD
    shared = {"title": title, "content": "c1"}
    at = "2026-11-26T07:00:00+00:00"
    survey = {"survey": "s1", "token": "s1.Hx3kQ0v7mB2pTz9LrYcN5wEe", "closes": "2026-12-08T22:00:00+00:00"}
    hidden = ("confirmed", "clicks", "share_rate")
    monday = {
        "day": "2026-11-23", "week": "W2026-47", "waits": "suggestions:2 held_clicks:14",
        "token": "eyJ2YWx1ZSI6e30.c2lnbmVk",
        "digest": "2026-11-24T06:30:00+00:00", "news": 3,
        "seen": "412", "confirmed": "56", "clicks": "2310", "share_rate": "13.6",
        "seen_before": "398", "confirmed_before": "61", "clicks_before": "1874", "share_rate_before": "15.3",
    }  # fmt: skip
    broken = {"name": "Verona-blogi", "at": "2026-11-24T10:30:00+00:00", "next": "2026-11-24T11:30:00+00:00"}
    return {
        "invitation": (MailKind.INVITATION, {}, None),
        "invitation_reminder": (MailKind.INVITATION_REMINDER, {}, None),
        "place_free": (MailKind.PLACE_FREE, {}, None),
        "waiting_confirmation": (MailKind.WAITING_CONFIRMATION, {"token": "eyJ2YWx1ZSI6e30.c2lnbmVk"}, None),
        "suggestion_accepted": (MailKind.SUGGESTION_ACCEPTED, {**shared, "state": "published", "points": 15}, None),
        "suggestion_accepted_later": (MailKind.SUGGESTION_ACCEPTED, {**shared, "state": "scheduled", "at": at}, None),
        "suggestion_accepted_as_draft": (
            MailKind.SUGGESTION_ACCEPTED,
            {**shared, "state": "draft", "points": 15},
            None,
        ),
        "suggestion_rejected": (MailKind.SUGGESTION_REJECTED, {"title": title, "note": NOTE[language]}, None),
        "suggestion_rejected_silently": (MailKind.SUGGESTION_REJECTED, {"title": title}, None),
        "share_reminder": (
            MailKind.SHARE_REMINDER,
            {**shared, "code": "aB3dE6gH9k", "network": "linkedin", "caption": "k3Ab", "at": at},
            None,
        ),
        "content_recalled": (
            MailKind.CONTENT_RECALLED,
            {
                "title": title,
                "links": "front_page",
                "reason": RECALL[language],
                "replacement": "c2",
                "replacement_title": SECOND[language],
                "network": "bluesky",
            },
            None,
        ),
        "data_erased": (MailKind.DATA_ERASED, {}, None),
        "data_erased_directory": (MailKind.DATA_ERASED, {"by_directory": 1}, None),
        "data_erased_removed": (MailKind.DATA_ERASED, {"reason": REMOVAL[language]}, None),
        "content_recalled_kept": (
            MailKind.CONTENT_RECALLED,
            {"title": title, "links": "keep", "reason": RECALL[language]},
            None,
        ),
        "survey_invitation": (MailKind.SURVEY_INVITATION, survey, None),
        "survey_reminder": (MailKind.SURVEY_REMINDER, survey, None),
        "monday": (
            MailKind.MONDAY,
            {**monday, "best": title, "best_clicks": "1240", "unshared": SECOND[language]},
            None,
        ),
        "sign_in_code": (MailKind.SIGN_IN_CODE, {"code": "482915"}, None),
        "monday_of_few": (MailKind.MONDAY, {**monday, **dict.fromkeys(hidden, "few"), "waits": ""}, None),
        "guidelines_changed": (MailKind.GUIDELINES_CHANGED, {"version": 4}, None),
        "winner": (MailKind.WINNER, {"reward": reward, "way": "top", "place": 3}, "FINN-8KQ2-71XD"),
        "winner_of_draw": (MailKind.WINNER, {"reward": reward, "way": "draw"}, None),
        "winner_of_claim": (MailKind.WINNER, {"reward": reward, "way": "claim"}, "FINN-0PL4-33RT"),
        "winners_list": (
            MailKind.WINNERS_LIST,
            {"race": "Q2026-4", "reward": reward, "winners": "p1 p2 p3"},
            None,
        ),
        "codes_missing": (
            MailKind.CODES_MISSING,
            {"race": "Q2026-4", "reward": reward, "id": "r1", "uploaded": 3},
            None,
        ),
        "winners_list_empty": (MailKind.WINNERS_LIST, {"race": "M2026-11", "reward": reward, "winners": ""}, None),
        "claim_waiting": (MailKind.CLAIM_WAITING, {"reward": reward, "claimant": "p3"}, None),
        "claim_refused": (
            MailKind.CLAIM_REFUSED,
            {"reward": reward, "points": 50, "reason": REFUSAL[language]},
            None,
        ),
        "mail_bounced": (MailKind.MAIL_BOUNCED, {"bounced": "p2"}, None),
        "feed_broken": (MailKind.FEED_BROKEN, {**broken, "reason": "answer_too_slow"}, None),
        "feed_broken_until_tomorrow": (
            MailKind.FEED_BROKEN,
            {**broken, "reason": "refused", "answered": 503, "next": "2026-11-25T10:30:00+00:00"},
            None,
        ),
    }


def occasion(language: str, fields: dict[str, Any], code: str | None) -> LetterContext:
    """Return what a letter to somebody who reads this language is made from."""
    return LetterContext(
        somebody(language), fields, ORGANISATION.in_language(language), WEB, LINKS, CONTACT, ZONE, NAMES, code
    )


WHY = {
    "fi": "Noin 80 000 palautuksen saajan tilinumero puuttuu. "
    "Sinun sanasi tavoittavat nekin, jotka eivät avaa kirjeitämme.",
    "sv": "Ungefär 80 000 personer saknar kontonummer hos oss. Dina ord når också dem som inte öppnar våra brev.",
    "en": "About 80,000 people have no account number on file. "
    "Your words reach even those who do not open our letters.",
}
SECOND = {
    "fi": "Pikkujoulut ja henkilöstölahjat: mikä on veronalaista?",
    "sv": "Lillajul och personalgåvor: vad är skattepliktigt?",
    "en": "Christmas parties and gifts to staff: what is taxable?",
}


def choice_of(language: str, how_many: int, more: int = 0) -> Choice:
    """Return contents of the demo; the third and later ones repeat the second, in Finnish, with a number."""
    rows = [
        Row("c1", "blogi", TITLE[language], language, picture=f"{WEB}/picture/0a1b2c.webp"),
        Row("c2", "blogi", SECOND[language], language, picture=f"{WEB}/picture/3d4e5f.webp"),
        *(Row(f"c{number}", "video", f"{SECOND['fi']} ({number})", "fi") for number in range(3, how_many + 1)),
    ][:how_many]
    return Choice(tuple(New(row, NOW) for row in rows), more)


def surroundings(language: str = "fi") -> RenderContext:
    """Return what the digests of a run share."""
    channels = {"blogi": "Verona-blogi", "video": "YouTube"}
    return RenderContext(Settings(organisation=ORGANISATION), ZONE, WEB, CONTACT, channels, {"c1": WHY[language]})


def digest_sample(language: str, how_many: int = 2, more: int = 0, **wishes: Any) -> Message:
    """Return a digest of the demo's contents."""
    person, choice = somebody(language, **wishes), choice_of(language, how_many, more)
    return digest(person, choice, DigestPlace(14, 7), surroundings(language), "TOKEN", NOW)
