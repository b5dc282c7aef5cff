"""Topics of a library, for tests that care for their ids, or for names and hashtags as well."""

from lahetti.core.names import LocalisedName
from lahetti.settings.model import Settings, Topic
from tests.names import named


def topic(id_: str, name: LocalisedName | None = None, hashtags: LocalisedName | None = None) -> Topic:
    """Return a topic, called by its id where no name is given."""
    return Topic(id_, hashtags or LocalisedName(), name or named(id_.capitalize()))


def library(*ids: str) -> tuple[Topic, ...]:
    """Return topics, as settings hold them, by id."""
    return tuple(topic(id_) for id_ in ids)


def with_topics(*ids: str) -> Settings:
    """Return settings whose library has these topics."""
    return Settings(topics=library(*ids))
