"""The caller and the programme as the API answers them, for every route that does."""

from pydantic import Field

from api.models import Input, Output
from lahetti.core.names import LocalisedName
from lahetti.networks.networks import NETWORKS, Counting, Network, Opens
from lahetti.people.model import DigestMode, MailState, Person, PersonState, Role
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Topic
from lahetti.settings.topics import by_name, known_topics

_TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class QuietHoursBody(Input):
    """When no mail comes, on the programme's clock; `begins` after `ends` goes over midnight, equal: never."""

    begins: str = Field(pattern=_TIME_OF_DAY)
    ends: str = Field(pattern=_TIME_OF_DAY)
    weekends: bool


class NotificationsOut(Output):
    """When the digest comes (ISO weekdays), when it is quiet, which topics are wanted (none: all).

    `content_languages` are those of the contents that are offered, in the list as in the digest; none: all.
    """

    digest: DigestMode
    digest_days: list[int]
    quiet: QuietHoursBody
    topics: list[str]
    content_languages: list[str]
    monday_mail: bool


class MeOut(Output):
    """The caller, as they see themselves. `may_resume`: they pause by their own wish."""

    person: str
    name: str
    email: str
    role: Role
    state: PersonState
    language: str
    teams: list[str]
    channels: list[str]
    anonymous: bool
    left_out: bool
    servers: dict[str, str]
    guidelines_accepted: int
    guidelines_current: int
    notifications: NotificationsOut
    mail_state: MailState
    may_resume: bool


class TeamOut(Output):
    """A label that people have; the home team takes part in team races. `name` is in the caller's language."""

    team: str
    name: str
    name_texts: dict[str, str]


class TopicOut(Output):
    """A topic that contents can have: its id, what it is called, and its hashtags by language."""

    topic: str
    name: str
    name_texts: dict[str, str]
    hashtags: dict[str, str]


class NetworkOut(Output):
    """A network to share on: what opens, how long a text may be there (None: nobody meets a limit), how it is counted.

    On a network with `own_server` the person names their server first. Where `follows_posts`, reactions to a post are
    counted once its address is known. What is shared goes to chosen people where `is_private`; `is_listed` is false for
    what goes by a copied link.
    """

    network: Network
    opens: Opens
    limit: int | None
    counting: Counting
    counts_link: bool
    shows_card: bool
    folds_after: int | None
    own_server: bool
    follows_posts: bool
    is_private: bool
    is_listed: bool


class ProgrammeOut(Output):
    """What every client needs to know of the programme; networks in the order in which they are offered.

    `former_teams` were removed: they are named where a race still has them.
    """

    organisation: str
    teams: list[TeamOut]
    former_teams: list[TeamOut]
    topics: list[TopicOut]
    share_points: int
    own_wording_points: int
    click_points: int
    suggestion_points: int
    invitation_points: int
    draw_points: int
    scored_clicks: int
    daily_shares: int
    daily_points: int
    guidelines: int
    digest_time: str
    networks: list[NetworkOut]


def me_out(person: Person) -> MeOut:
    """Return a person as they see themselves."""
    return MeOut(
        person=person.id,
        name=person.name,
        email=person.email,
        role=person.role,
        state=person.state,
        language=person.language,
        teams=list(person.teams),
        channels=list(person.channels),
        anonymous=person.anonymous,
        left_out=person.left_out,
        servers=dict(person.servers),
        guidelines_accepted=person.guidelines,
        guidelines_current=settings_versions.current_settings().guidelines,
        notifications=_notifications(person),
        mail_state=person.mail_state,
        may_resume=person.may_resume,
    )


def programme_out(language: str) -> ProgrammeOut:
    """Return the programme as it is now, its names in the reader's language."""
    now = settings_versions.current_settings()
    teams, former = ([team_out(*pair, language) for pair in pairs] for pairs in (now.teams, now.former_teams))
    differing = set(NetworkOut.model_fields) - {"network"}
    networks = [
        NetworkOut(network=network, **{name: getattr(dialog, name) for name in differing})
        for network, dialog in NETWORKS.items()
    ]
    topics = [topic_out(topic, language) for topic in by_name(now.topics, language)]
    own = {"organisation", "teams", "former_teams", "topics", "networks"}
    fields = {name: getattr(now, name) for name in ProgrammeOut.model_fields if name not in own}
    organisation = now.organisation.in_language(language)
    return ProgrammeOut(
        organisation=organisation, teams=teams, former_teams=former, topics=topics, networks=networks, **fields
    )


def team_out(team: str, name: LocalisedName, language: str) -> TeamOut:
    """Return a team, its name in the reader's language and in all."""
    return TeamOut(team=team, name=name.in_language(language), name_texts=name.as_map())


def topic_out(topic: Topic, language: str) -> TopicOut:
    """Return a topic, its name in the reader's language and in all."""
    name = topic.name
    hashtags = topic.hashtags.as_map()
    return TopicOut(topic=topic.topic, name=name.in_language(language), name_texts=name.as_map(), hashtags=hashtags)


def _notifications(person: Person) -> NotificationsOut:
    current, wished = settings_versions.current_settings(), person.notifications
    quiet = wished.quiet_hours(current)
    return NotificationsOut(
        digest=wished.digest,
        digest_days=list(wished.days or current.digest_days),
        quiet=QuietHoursBody(begins=f"{quiet.begins:%H:%M}", ends=f"{quiet.ends:%H:%M}", weekends=quiet.weekends),
        topics=list(known_topics(wished.topics, current)),
        content_languages=list(wished.languages),
        monday_mail=wished.monday,
    )
