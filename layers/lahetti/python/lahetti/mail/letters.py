"""What each single mail says: a pure function a kind, from the fields of its outbox item to a letter.

Fields by kind (those in brackets may be absent; a moment is ISO 8601 with its zone); of mails about prizes they are
what `rewards.mail_fields` makes of the item's, and `next` of a feed is read anew:
    invitation, invitation_reminder, place_free   –
    waiting_confirmation                 token: of the link that confirms (email, name, language: of the asker)
    suggestion_accepted                  title, content, state: of the content [points, at: when it is published,
                                         network: that sharing begins with]
    suggestion_rejected                  title [note]
    share_reminder                       title, content, code, network, at [caption: the key of the chosen one]
    content_recalled                     title, links: "front_page" or "keep" [reason: the editor's,
                                         replacement, replacement_title: what this reader can share instead,
                                         network: that sharing it begins with]
    guidelines_changed                   version
    winner                               reward, way: "top", "draw" or "claim" [place, collect: how to get it]
    winners_list                         race, reward, winners: ids of people, by place, divided by spaces
    codes_missing                        race, reward, id: of the reward, uploaded: how many codes there are
    claim_waiting                        reward, claimant: id of a person
    claim_refused                        reward, points, reason
    mail_bounced                         bounced: id of a person
    data_erased                          [reason: an admin's, where the person was removed]
    feed_broken                          name: of the channel, reason: a code of `CannotFetch`, at, next: when it is
                                         fetched again [answered: the server's status]
    survey_invitation, survey_reminder   token: of the link, closes: until when it can be answered
    sign_in_code                         code: never in the outbox, as it is mailed at once (sign_in_codes)
    monday                               day: the Monday, week: the id of last week, seen, confirmed, clicks,
                                         share_rate: figures of it, and with `_before` of the week before (a number, or
                                         why it is not shown), waits: kinds with their numbers, token: of the way out
                                         [best, best_clicks, unshared: contents, digest: the next one's moment, news]
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lahetti.core.names import LocalisedName
from lahetti.core.texts import Texts
from lahetti.mail.layout import Letter, Ticket
from lahetti.networks.networks import NETWORKS, Network
from lahetti.people.model import Person
from lahetti.periods.names import race_name
from lahetti.records.model import MailKind
from lahetti.sharing.share_page import share_page

_TOP_TEN = 10
_SILENCE = ("answer_too_slow", "unreachable")
"""Reasons of a broken feed that say that nothing was answered."""


@dataclass(frozen=True)
class LetterContext:
    """What a letter is made from: to whom, the outbox item's fields, and what its ids stand for."""

    person: Person
    fields: Mapping[str, Any]
    organisation: str
    web_origin: str
    link_origin: str
    contact: str
    zone: ZoneInfo
    names: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None

    @property
    def texts(self) -> Texts:
        """The texts of mails in the person's language."""
        return Texts("mails", self.person.language)


def letter(kind: MailKind, context: LetterContext) -> Letter:
    """Return what a mail of this kind says."""
    return _LETTERS[kind](context, context.texts)


def people_named(kind: MailKind, fields: Mapping[str, Any]) -> list[str]:
    """Return the ids of the people whose names a mail of this kind shows."""
    match kind:
        case MailKind.WINNERS_LIST:
            return str(fields["winners"]).split()
        case MailKind.CLAIM_WAITING:
            return [fields["claimant"]]
        case MailKind.MAIL_BOUNCED:
            return [fields["bounced"]]
    return []


def first_name(name: str) -> str:
    """Return how a person is greeted."""
    return (name.split() or [name])[0]


def _invitation(context: LetterContext, texts: Texts) -> Letter:
    return _letter(
        context,
        "invitation.subject",
        texts("invitation.what", organisation=context.organisation),
        texts("invitation.free"),
        texts("invitation.how"),
        button=(texts("open"), _first_screen(context)),
        reason="reason.invited",
    )


def _invitation_reminder(context: LetterContext, texts: Texts) -> Letter:
    return _letter(
        context,
        "invitation_reminder.subject",
        texts("invitation_reminder.what"),
        texts("invitation_reminder.how"),
        texts("invitation_reminder.free"),
        button=(texts("open"), _first_screen(context)),
        reason="reason.invited",
    )


def _place_free(context: LetterContext, texts: Texts) -> Letter:
    return _letter(
        context,
        "place_free.subject",
        texts("place_free.what", organisation=context.organisation),
        texts("invitation.free"),
        texts("invitation.how"),
        button=(texts("open"), _first_screen(context)),
        reason="reason.waited",
    )


def _waiting_confirmation(context: LetterContext, texts: Texts) -> Letter:
    link = f"{context.web_origin}/waiting-list?token={context.fields['token']}&lang={texts.language}"
    return _letter(
        context,
        "waiting_confirmation.subject",
        texts("waiting_confirmation.what", organisation=context.organisation),
        texts("waiting_confirmation.not_you"),
        button=(texts("waiting_confirmation.button"), link),
        reason="reason.asked",
    )


def _suggestion_accepted(context: LetterContext, texts: Texts) -> Letter:
    fields = context.fields
    points, at = int(fields.get("points", 0)), fields.get("at")
    if at:
        what = texts("suggestion_accepted.later", title=fields["title"], moment=_moment(context, at))
    else:
        draft = fields["state"] == "draft"
        what = texts("suggestion_accepted.draft" if draft else "suggestion_accepted.now", title=fields["title"])
    thanks = texts("suggestion_accepted.points", n=points) if points else texts("suggestion_accepted.thanks")
    on_offer = fields["state"] == "published"
    button = (texts("choose_caption"), _share_page(context)) if on_offer else None
    return _letter(context, "suggestion_accepted.subject", what, thanks, button=button)


def _suggestion_rejected(context: LetterContext, texts: Texts) -> Letter:
    title, note = context.fields["title"], context.fields.get("note")
    return _letter(
        context,
        "suggestion_rejected.subject",
        texts("suggestion_rejected.what", title=title),
        *([texts("suggestion_rejected.note")] if note else []),
        quote=note,
        after=(texts("suggestion_rejected.again"),),
    )


def _share_reminder(context: LetterContext, texts: Texts) -> Letter:
    fields = context.fields
    network = Network(str(fields["network"]))
    button = texts("choose_caption")
    if NETWORKS[network].is_listed:
        button = Texts("client", texts.language)(f"share.button.{network}")
    return _letter(
        context,
        "share_reminder.subject",
        texts("share_reminder.what", title=fields["title"]),
        button=(button, _share_page(context)),
        after=(texts("share_reminder.link", link=f"{context.link_origin}/{fields['code']}"),),
        reason="share_reminder.reason",
    )


def _content_recalled(context: LetterContext, texts: Texts) -> Letter:
    fields = context.fields
    reason, instead = fields.get("reason"), fields.get("replacement")
    title = fields.get("replacement_title")
    page = share_page(context.web_origin, instead or "", fields.get("network"))
    button = (texts("content_recalled.instead", title=title), page)
    return _letter(
        context,
        "content_recalled.subject",
        texts("content_recalled.what", title=fields["title"]),
        texts("content_recalled.posted"),
        texts("content_recalled.front_page" if fields["links"] == "front_page" else "content_recalled.kept"),
        *([texts("content_recalled.why")] if reason else []),
        quote=reason,
        button=button if instead else None,
        reason="content_recalled.reason",
    )


def _guidelines_changed(context: LetterContext, texts: Texts) -> Letter:
    return _letter(
        context,
        "guidelines_changed.subject",
        texts("guidelines_changed.what", n=int(context.fields["version"])),
        button=(texts("guidelines_changed.button"), f"{context.web_origin}/guidelines"),
    )


def _winner(context: LetterContext, texts: Texts) -> Letter:
    fields, code = context.fields, context.code
    reward, way, place = _read(fields["reward"], texts), fields["way"], int(fields.get("place", 0))
    claimed = way == "claim"
    if way == "top":
        how = texts("winner.top_ten" if place <= _TOP_TEN else "winner.top", place=place)
    else:
        how = texts(f"winner.{way}")
    collect = fields.get("collect") or texts("winner.collect")
    rest = (texts("winner.code"),) if code else (texts("winner.prize", reward=reward), str(collect))
    return _letter(
        context,
        "winner.subject.claim" if claimed else "winner.subject",
        how,
        *rest,
        ticket=Ticket(reward, code) if code else None,
        after=(str(fields["collect"]),) if code and fields.get("collect") else (),
        reason="winner.reason.claim" if claimed else "winner.reason",
    )


def _read(name: str | LocalisedName, texts: Texts) -> str:
    """Return a name in the reader's language."""
    return name.in_language(texts.language) if isinstance(name, LocalisedName) else name


def _winners_list(context: LetterContext, texts: Texts) -> Letter:
    fields = context.fields
    race = _race(fields["race"], texts)
    winners = people_named(MailKind.WINNERS_LIST, fields)
    who = texts("winners_list.who", n=len(winners)) if winners else texts("winners_list.none")
    return _letter(
        context,
        "winners_list.subject",
        texts("winners_list.what", race=race, reward=fields["reward"]),
        who,
        # Somebody who has left is not named any more.
        lines=tuple(context.names.get(winner, "–") for winner in winners),
        after=(texts("winners_list.register"),) if winners else (),
        reason="reason.admin",
        race=race,
    )


def _race(race: str | LocalisedName, texts: Texts) -> str:
    """Return the name of a race: a challenge's own, or that of a standing race by its id."""
    return race_name(race, texts) if isinstance(race, str) else race.in_language(texts.language)


def _codes_missing(context: LetterContext, texts: Texts) -> Letter:
    fields = context.fields
    race = _race(fields["race"], texts)
    return _letter(
        context,
        "codes_missing.subject",
        texts("codes_missing.what", race=race, reward=fields["reward"]),
        texts("codes_missing.so_far", n=int(fields["uploaded"])),
        texts("codes_missing.choose"),
        button=(texts("codes_missing.button"), f"{context.web_origin}/console/rewards/{fields['id']}"),
        reason="reason.admin",
        race=race,
    )


def _claim_waiting(context: LetterContext, texts: Texts) -> Letter:
    fields = context.fields
    name = context.names.get(fields["claimant"], "–")
    return _letter(
        context,
        "claim_waiting.subject",
        texts("claim_waiting.what", name=name, reward=fields["reward"]),
        texts("claim_waiting.why"),
        button=(texts("open_console"), f"{context.web_origin}/console"),
        reason="reason.admin",
    )


def _claim_refused(context: LetterContext, texts: Texts) -> Letter:
    fields = context.fields
    reason = fields["reason"] or None
    return _letter(
        context,
        "claim_refused.subject",
        texts("claim_refused.what", reward=fields["reward"]),
        texts("claim_refused.points", n=int(fields["points"])),
        *([texts("claim_refused.why")] if reason else []),
        quote=reason,
        reason="winner.reason.claim",
    )


def _mail_bounced(context: LetterContext, texts: Texts) -> Letter:
    name = context.names.get(context.fields["bounced"], "–")
    return _letter(
        context,
        "mail_bounced.subject",
        texts("mail_bounced.what", name=name),
        texts("mail_bounced.stopped"),
        reason="reason.admin",
        name=name,
    )


def _feed_broken(context: LetterContext, texts: Texts) -> Letter:
    fields = context.fields
    at, again = (datetime.fromisoformat(fields[name]) for name in ("at", "next"))
    same_day = at.astimezone(context.zone).date() == again.astimezone(context.zone).date()
    reason = texts(f"feed_broken.reason.{fields['reason']}", answered=int(fields.get("answered", 0)))
    what = "feed_broken.silent" if fields["reason"] in _SILENCE else "feed_broken.unreadable"
    return _letter(
        context,
        "feed_broken.subject",
        texts(what, name=fields["name"], moment=texts.moment(at, context.zone), reason=reason),
        texts("feed_broken.next", moment=(texts.clock if same_day else texts.moment)(again, context.zone)),
        texts("feed_broken.lasting"),
        reason="reason.admin",
    )


def _data_erased(context: LetterContext, texts: Texts) -> Letter:
    reason = context.fields.get("reason")
    whose_wish = "directory" if context.fields.get("by_directory") else "removed" if reason else "left"
    return _letter(
        context,
        "data_erased.subject",
        texts(f"data_erased.{whose_wish}", organisation=context.organisation),
        *([texts("data_erased.why")] if reason else []),
        quote=str(reason) if reason else None,
        after=(texts("data_erased.gone"), texts("data_erased.stays"), texts("data_erased.last")),
        reason="reason.erased",
    )


def _survey_invitation(context: LetterContext, texts: Texts) -> Letter:
    return _letter(
        context,
        "survey_invitation.subject",
        texts("survey_invitation.what", organisation=context.organisation),
        texts("survey_invitation.anonymous"),
        button=(texts("survey_invitation.button"), _survey_page(context)),
        after=(texts("survey_invitation.until", day=_last_day(context)),),
    )


def _survey_reminder(context: LetterContext, texts: Texts) -> Letter:
    return _letter(
        context,
        "survey_reminder.subject",
        texts("survey_reminder.what", day=_last_day(context)),
        texts("survey_reminder.anonymous"),
        button=(texts("survey_invitation.button"), _survey_page(context)),
        after=(texts("survey_reminder.once"),),
    )


def _monday(context: LetterContext, texts: Texts) -> Letter:
    fields, console = context.fields, Texts("console", texts.language)
    week = int(fields["week"][6:])
    told = [texts("monday.best", title=fields["best"], n=int(fields["best_clicks"]))] if "best" in fields else []
    if "unshared" in fields:
        told.append(texts("monday.unshared", title=fields["unshared"]))
    if "digest" in fields:
        moment = _moment(context, fields["digest"])
        told.append(texts("monday.digest", moment=moment, n=int(fields["news"])))
    waits = [kind.partition(":") for kind in str(fields["waits"]).split()]
    waiting = ", ".join(console(f"week.task.{task}", n=int(number)) for task, _, number in waits)
    told.append(texts("monday.waits", what=waiting) if waiting else texts("monday.nothing_waits"))
    found = _letter(
        context,
        "monday.subject",
        texts("monday.what", n=week),
        button=(texts("monday.button"), f"{context.web_origin}/console/works?period={fields['week']}"),
        after=(*told, texts("monday.console", link=f"{context.web_origin}/console")),
        reason="monday.reason",
    )
    way_out = (texts("monday.stop"), f"{context.web_origin}/unsubscribe/{fields['token']}")
    return replace(found, figures=tuple(_figure(name, context, console) for name in _FOUR), way_out=way_out)


_FOUR = {
    "seen": "works.way.seen",
    "confirmed": "works.figure.confirmed",
    "clicks": "works.figure.clicks",
    "share_rate": "works.figure.share_rate",
}
"""The figures of Monday's mail, with their words in the console."""


def _figure(name: str, context: LetterContext, console: Texts) -> tuple[str, str, str]:
    """Return what a figure is called, its number, and how it has changed, or nothing where that may not be told."""
    now, before = (str(context.fields[f"{name}{suffix}"]) for suffix in ("", "_before"))
    return (
        console(_FOUR[name]),
        _number(now, console, is_rate=name == "share_rate"),
        _change(now, before, context.texts),
    )


def _number(written: str, console: Texts, *, is_rate: bool) -> str:
    if not written:
        return "–"
    if not written[0].isdigit():
        return console(f"number.{written}")
    number = float(written)
    shown = console.decimal(number, 0 if number == int(number) else 1)
    return console("works.percent", n=shown) if is_rate else console.number(int(number))


def _change(now: str, before: str, texts: Texts) -> str:
    if not (now[:1].isdigit() and before[:1].isdigit() and float(before)):
        return ""
    per_cent = round(100 * (float(now) - float(before)) / float(before))
    return texts("monday.change", n=f"{'+' if per_cent > 0 else ''}{texts.number(per_cent)}")


def _sign_in_code(context: LetterContext, texts: Texts) -> Letter:
    written = _letter(
        context,
        "sign_in_code.subject",
        texts("sign_in_code.what"),
        after=(texts("sign_in_code.holds"), texts("sign_in_code.not_you")),
        reason="reason.sign_in_code",
    )
    code = str(context.fields["code"])
    # So phones know for which site a code is (https://wicg.github.io/sms-one-time-codes).
    return replace(written, code=code, last_line=f"@{urlsplit(context.web_origin).hostname} #{code}")


_LETTERS: dict[MailKind, Callable[[LetterContext, Texts], Letter]] = {
    MailKind.INVITATION: _invitation,
    MailKind.INVITATION_REMINDER: _invitation_reminder,
    MailKind.PLACE_FREE: _place_free,
    MailKind.WAITING_CONFIRMATION: _waiting_confirmation,
    MailKind.SUGGESTION_ACCEPTED: _suggestion_accepted,
    MailKind.SUGGESTION_REJECTED: _suggestion_rejected,
    MailKind.SHARE_REMINDER: _share_reminder,
    MailKind.CONTENT_RECALLED: _content_recalled,
    MailKind.GUIDELINES_CHANGED: _guidelines_changed,
    MailKind.WINNER: _winner,
    MailKind.WINNERS_LIST: _winners_list,
    MailKind.CODES_MISSING: _codes_missing,
    MailKind.CLAIM_WAITING: _claim_waiting,
    MailKind.CLAIM_REFUSED: _claim_refused,
    MailKind.MAIL_BOUNCED: _mail_bounced,
    MailKind.FEED_BROKEN: _feed_broken,
    MailKind.DATA_ERASED: _data_erased,
    MailKind.SURVEY_INVITATION: _survey_invitation,
    MailKind.SURVEY_REMINDER: _survey_reminder,
    MailKind.MONDAY: _monday,
    MailKind.SIGN_IN_CODE: _sign_in_code,
}


def _letter(
    context: LetterContext,
    subject: str,
    *paragraphs: str,
    reason: str = "reason.ambassador",
    quote: str | None = None,
    ticket: Ticket | None = None,
    lines: tuple[str, ...] = (),
    button: tuple[str, str] | None = None,
    after: tuple[str, ...] = (),
    **of_subject: str,
) -> Letter:
    """Put a letter together; `subject` and `reason` are keys of texts, the fields fill in the subject."""
    texts = context.texts
    return Letter(
        subject=texts(subject, **{**context.fields, **of_subject}),
        greeting=texts("greeting", name=first_name(context.person.name)),
        paragraphs=paragraphs,
        reason=texts(reason),
        contact=context.contact,
        quote=quote,
        ticket=ticket,
        lines=lines,
        button=button,
        after=after,
    )


def _first_screen(context: LetterContext) -> str:
    """Return where somebody signs in for the first time, in the language that they were invited in."""
    return f"{context.web_origin}/?lang={context.texts.language}"


def _share_page(context: LetterContext) -> str:
    fields = context.fields
    return share_page(context.web_origin, fields["content"], fields.get("network"), fields.get("caption"))


def _survey_page(context: LetterContext) -> str:
    return f"{context.web_origin}/survey/{context.fields['token']}?lang={context.texts.language}"


def _last_day(context: LetterContext) -> str:
    """Return the last day on which a survey can be answered: it closes at that day's end."""
    last = datetime.fromisoformat(context.fields["closes"]) - timedelta(seconds=1)
    return context.texts.day(last.astimezone(context.zone).date())


def _moment(context: LetterContext, at: str) -> str:
    return context.texts.moment(datetime.fromisoformat(at), context.zone)
