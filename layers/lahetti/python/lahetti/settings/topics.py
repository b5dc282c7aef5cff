"""The library of topics: adding one, changing its names and hashtags, taking it off, and finding one by its name.

A topic is known by its id, which comes from its first name and stays: another name touches no content, campaign or
person. One that was removed keeps its id and name in the settings, as figures name it; what has it keeps it unseen, and
has it again once somebody adds it again.
"""

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from lahetti.core.errors import Conflict, NotFound
from lahetti.core.names import LocalisedName
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.settings import versions
from lahetti.settings.model import Settings, Topic

_BETWEEN_WORDS = re.compile(r"[^\w]+")
_LONGEST_ID = 37
"""Characters of an id that is made of a name: there is room for a number behind it."""
_LAST_LETTERS = str.maketrans("åäö", "{|}")
"""What stands behind z, as those letters do."""


def find_topic(topic: str) -> Topic:
    """Return a topic; raise NotFound, also for one that was removed."""
    return _known(topic, versions.read_settings())


def add_topic(name: LocalisedName, hashtags: LocalisedName, by: str, now: datetime) -> Topic:
    """Add a topic, or bring one back that was removed; the same again changes nothing.

    Raise Invalid, Busy, or Conflict where another topic has one of its names.
    """
    settings, hashtags = versions.read_settings(), _with_signs(hashtags)
    former = next((one for one in settings.former_topics if _shares_a_name(one, name)), None)
    added = Topic(former.topic if former else _new_id(name, settings), hashtags, name)
    same = next((one for one in settings.topics if one[1:] == added[1:]), None)
    if same is not None:
        return same
    _require_free(added, settings)
    changes = {
        "topics": (*settings.topics, added),
        "former_topics": tuple(one for one in settings.former_topics if one != former),
    }
    after, write = versions.next_version(changes, by, now, over=settings)
    versions.write_version(after, write, _entry(AuditAction.TOPIC_ADDED, added, by, now, after=_logged(added)))
    return added


def change_topic(topic: str, name: LocalisedName, hashtags: LocalisedName, by: str, now: datetime) -> Topic:
    """Give a topic other names and hashtags; the same again changes nothing.

    Raise NotFound, Invalid, Busy, or Conflict where another topic has one of its names.
    """
    settings = versions.read_settings()
    before, after = _known(topic, settings), Topic(topic, _with_signs(hashtags), name)
    if before == after:
        return after
    _require_free(after, settings)
    changes = {"topics": tuple(after if one == before else one for one in settings.topics)}
    stored, write = versions.next_version(changes, by, now, over=settings)
    was, becomes = _logged(before), _logged(after)
    differing = [name for name in was if was[name] != becomes[name]]
    logged = audit.entry(
        by,
        AuditAction.TOPIC_CHANGED,
        keys.topic(topic),
        now,
        before={name: was[name] for name in differing},
        after={name: becomes[name] for name in differing},
    )
    versions.write_version(stored, write, logged)
    return after


def take_off(topic: str, by: str, now: datetime) -> Topic:
    """Take a topic off the library; again it changes nothing. Raise NotFound, or Busy."""
    settings = versions.read_settings()
    former = next((one for one in settings.former_topics if one.topic == topic), None)
    if former is not None:
        return former
    gone = _known(topic, settings)
    changes = {
        "topics": tuple(one for one in settings.topics if one != gone),
        "former_topics": (*settings.former_topics, gone),
    }
    after, write = versions.next_version(changes, by, now, over=settings)
    versions.write_version(after, write, _entry(AuditAction.TOPIC_REMOVED, gone, by, now, before=_logged(gone)))
    return gone


def known_topics(topics: Iterable[str], settings: Settings) -> tuple[str, ...]:
    """Return those that the library has: what was removed is neither shown nor chosen by."""
    known = {topic.topic for topic in settings.topics}
    return tuple(topic for topic in topics if topic in known)


def topics_called(names: Collection[str], settings: Settings) -> tuple[str, ...]:
    """Return the topics that are called by some names or hashtags, in any language and in any case."""
    return tuple(topic.topic for topic in settings.topics if any(_is_called(topic, name) for name in names))


def choices(settings: Settings, language: str) -> list[tuple[str, str]]:
    """Return the topics that can be chosen as (id, name in a language), by name."""
    return [(topic.topic, topic.name.in_language(language)) for topic in by_name(settings.topics, language)]


def by_name(topics: Iterable[Topic], language: str) -> list[Topic]:
    """Return topics in the order of their names in a language, as Finnish and Swedish order their letters."""
    return sorted(topics, key=lambda topic: topic.name.in_language(language).casefold().translate(_LAST_LETTERS))


def names_in(topics: Iterable[str], settings: Settings, language: str) -> list[str]:
    """Return what topics of the library are called in a language."""
    called = settings.topic_names
    return [called[topic].in_language(language) for topic in known_topics(topics, settings)]


def _is_called(topic: Topic, name: str) -> bool:
    return topic.name.is_called(name) or topic.hashtags.is_called(f"#{name.strip().removeprefix('#')}")


def _known(topic: str, settings: Settings) -> Topic:
    found = next((one for one in settings.topics if one.topic == topic), None)
    if found is None:
        raise NotFound(f"There is no topic {topic[:40]}.", field="topic", value=topic[:40])
    return found


def _with_signs(hashtags: LocalisedName) -> LocalisedName:
    """Return hashtags with their sign, which whoever types them may leave out."""
    return LocalisedName(tuple((language, f"#{text.removeprefix('#')}") for language, text in hashtags.texts))


def _new_id(name: LocalisedName, settings: Settings) -> str:
    """Return an id that is made of a name and belongs to no other topic."""
    made = _BETWEEN_WORDS.sub("-", name.first.casefold()).strip("-")[:_LONGEST_ID].strip("-") or "topic"
    if made not in settings.topic_names:
        return made
    return next(other for number in range(2, 1000) if (other := f"{made}-{number}") not in settings.topic_names)


def _shares_a_name(topic: Topic, name: LocalisedName) -> bool:
    return any(topic.name.is_called(text) for _, text in name.texts)


def _require_free(wanted: Topic, settings: Settings) -> None:
    """Raise Conflict where another topic has one of the names: feeds name topics, and so do people."""
    for topic in settings.topics:
        taken = [text for _, text in wanted.name.texts if topic.topic != wanted.topic and topic.name.is_called(text)]
        if taken:
            text = f"There is another topic {taken[0]}."
            raise Conflict(text, field="name_texts", value=taken[0], reason="topic_taken")


def _logged(topic: Topic) -> dict[str, LocalisedName]:
    return {"name": topic.name, "hashtags": topic.hashtags}


def _entry(what: AuditAction, topic: Topic, by: str, now: datetime, **logged: dict[str, LocalisedName]) -> Put:
    return audit.entry(by, what, keys.topic(topic.topic), now, **logged)
