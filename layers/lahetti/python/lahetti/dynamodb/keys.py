"""Keys of every kind of item, in one place, without any import that the redirect would have to carry.

Programme (`pk` / `sk`; gsi1, gsi2 are sparse and show one small map each)
    PERSON#<id> / SUGGESTION#<content>, SUGGESTIONS
    PERSON#<id> / FILTERS, PASSKEY#<hash of the credential's id>
    PERSON#<id> / PROFILE, CARD, CHOICES, ENTRY#<cause>
                                                     gsi2 of the profile: PEOPLE#<state> / <joined>
    PERSON#<id> / OPENING#<time>#<admin>
    PERSON#<id> / INVITEDBY                          gsi1: PERSON#<inviter> / INVITED#<token>
    EMAIL#<address, lower case> / EMAIL
    SEATS / SEATS
    WAITING#<keyed hash of the address> / WAITING    gsi2: QUEUE / <position>#<hash>
    DIRECTORY#USERS / <id>                           gsi2: PERSON#<id> / DIRECTORY
    DIRECTORY#GROUPS / <id>
    DIRECTORYKEY#<what>#<sha256 of the value> / KEY, or <id of a record> where several may have it
    DIRECTORYMEMBERS#<group> / <user>
    DIRECTORY#TOKENS / 1, 2                          DIRECTORY#DEPARTURES / <person>
    LEFT#<keyed hash of the address> / LEFT
    TEAM#<id> / REMOVAL                              gsi1: TEAMREMOVALS / <time>
    CHANNEL#<id> / HEAD                              gsi1: CHANNELS / <name>
    CONTENT#<id> / HEAD, TEXTS, CAPTIONS#<network>#<language>, COUNTS, COMMENT#<number>
                                                     gsi1 of the head: CONTENTS#<state> / <time>#<id>
                                                     gsi2 of the head: CHANNEL#<id> / <state>#<time>#<id>
    URL#<sha256 of the canonical URL> / URL
    GUID#<sha256 of channel and guid> / GUID
    PERSON#<id> / WORKACCOUNT
    WORKACCOUNT#<hash of provider and subject> / WORKACCOUNT
                                                     gsi1: PERSON#<id> / WORKACCOUNT
    SHARE#<code> / SHARE                             gsi1: PERSON#<id> / SHARE#<time>
                                                     gsi2: CONTENT#<id> / <person>#<network>
    HELD#<code>#<day> / HELD                         gsi1: HELD / <time>
    RACE#<id> / HEAD                                 gsi1: RACES#<state> / <last day>#<id>
    RACE#<id> / MOVED                                gsi1: RACES#MOVED / <time>#<id>
    RACE#<id> / FROZEN#<fingerprint>#0001, EXCLUDED#<fingerprint>#0001, KEPT#<ticket>
    RACE#<id> / TERMS, TERMS#<hash>#0001
    PERSON#<id> / TICKET#<race>                      gsi1: RACE#<id> / <place>
    RACE#<id> / FROZENTEAM#<fingerprint>#<team>
    PERSON#<id> / TICKET#<race>#TEAM                 gsi1: RACE#<id>#TEAM#<team> / <place>
    REWARD#<id> / HEAD                               gsi1: REWARDS / <race, or CLAIM>#<id>
    REWARD#<id> / VOUCHER#<n>, CODE#<keyed hash>
    REWARD#<id> / AWARD#<race>#<person>, AWARD#CLAIM#<person>#<n>
                                                     gsi1: AWARDS / <time>#…, or CLAIMS#WAITING / <time>#…
                                                     gsi2: PERSON#<id> / AWARD#<time>#…
    PERSON#<id> / CLICKSTOLD
    PERSON#<id> / DIGEST                             DIGESTS / RUN
    MAIL#<natural key> / MAIL                        gsi1: MAILS#DUE / <due>#<key>, then MAILS#<yyyy-mm> / <time>#<key>
                                                     gsi2: PERSON#<id> / MAIL#<due>#<key>
    FANOUT#<natural key> / FANOUT
    POST#<code> / POST                               gsi1: METRICS#<network> / <due>#<code>, while it is followed
                                                     gsi2: PERSON#<id> / POST#<code>
    METRICS#<network> / <server>
    NOTE#<content>.<person>, NOTE#walk-through.<person> / NOTE
                                                     gsi1: NOTES#<state> / <time>#<id>
                                                     gsi2: PERSON#<id> / NOTE#<id>
    SETTINGS / <zero-padded version>                 GUIDELINES / <zero-padded version>
    GUIDELINESDRAFT / DRAFT
    INTERVENTIONS / <time>#<id>                      DATAVERSION / DATAVERSION
    FACTS#<yyyy-mm> / <day>#<content>#<network, or ->, and what follows it of the same day
    FACTS#MONTHS / <yyyy-mm>#<content>#<network, or ->, <yyyy-mm>#-#-
    FACTS#WEEKS / <yyyy-Www>#<channel>#<network, or ->, <yyyy-Www>#-#-
    FACTS#PEOPLE / <period>#<team, or ->             CLICKPRICES / <network>#<day>
    AUDIT#<yyyy-mm> / <time>#<id>                    gsi1: AUDIT#<subject> / <time>
    ERASURE#<id> / ERASURE                           gsi1: ERASURES / <time>
    CAMPAIGN#<id> / HEAD                             gsi1: CAMPAIGNS / <first day>#<id>
    CAMPAIGN#<id> / MEMBER#<content>, PAID#<first day>#<network>#<key>, COUNT#<day>#<network or ->, BASE#<first day>,
                    CONVERSION#<day of the click>#<keyed hash>, BROUGHT#<day of the clicks>
    REF#<ref> / REF
    SITE#<id> / HEAD                                 gsi1: SITES / <name>#<id>
    PERSON#<id> / CALENDAR
    CALENDAR#<hash of the token> / CALENDAR          gsi2: PERSON#<id> / CALENDAR
    SURVEY#<id> / HEAD                               gsi1: SURVEYS / <start>#<id>
    SURVEY#<id> / TOKEN#<hash of the token>          gsi2: PERSON#<id> / SURVEY#<id>
    SURVEY#<id> / ANSWER#<random>
    REPORT#<id> / HEAD                               gsi1: REPORTS / <when it was made>#<id>
Traffic
    MARK#<code>#<day> / <visitor hash>               RACE#<id> / <person>, !ROSTER  index standings: race / place
Transient (`pk` only)
    KEY#<day>   REFRESH#<minute>   SEEN#<day>#<person>   DEVICES#<day>#<person>
    CODEFILE#<reward>#<token>   CEILING#<what>#<window>#<person>   IDEMPOTENCY…   COUNTED
    ANSWER#<survey>#<random place>   CHALLENGE#<challenge>   ATTEMPT#<id>   MAILDOWN
    STRANGERS#<hour>#<hash of a network address>
    WALK#<name>   WALK#<name>#<walk>#<part>
"""

PROFILE = "PROFILE"
CARD = "CARD"
CHOICES = "CHOICES"
CLICKS_TOLD = "CLICKSTOLD"
INVITED_BY = "INVITEDBY"
WORK_ACCOUNT = "WORKACCOUNT"
DIGEST = "DIGEST"
WAITING_SUGGESTIONS = "SUGGESTIONS"
FILTERS = "FILTERS"
PASSKEYS = "PASSKEY#"
HEAD = "HEAD"
TEXTS = "TEXTS"
COUNTS = "COUNTS"
RANKS = "!RANKS"
ROSTER = "!ROSTER"
TEAMS = "!TEAMS"
SEATS = "SEATS"
TERMS = "TERMS"
MOVED = "MOVED"
INTERVENTIONS = "INTERVENTIONS"
DATA_VERSION = "DATAVERSION"
CLICK_PRICES = "CLICKPRICES"
FACTS_OF_MONTHS = "FACTS#MONTHS"
FACTS_OF_WEEKS = "FACTS#WEEKS"
FACTS_OF_PEOPLE = "FACTS#PEOPLE"
COUNTED = "COUNTED"
CAMPAIGNS = "CAMPAIGNS"
MEMBERS = "MEMBER#"
SITES = "SITES"
SURVEYS = "SURVEYS"
GUIDELINES_DRAFT = "GUIDELINESDRAFT"
DRAFT = "DRAFT"
CALENDAR = "CALENDAR"
REPORTS = "REPORTS"
MAIL_DOWN = "MAILDOWN"
DIRECTORY = "DIRECTORY"
DIRECTORY_USERS = "DIRECTORY#USERS"
DIRECTORY_GROUPS = "DIRECTORY#GROUPS"
DIRECTORY_TOKENS = "DIRECTORY#TOKENS"
DEPARTURES = "DIRECTORY#DEPARTURES"


def person(person: str) -> str:
    return f"PERSON#{person}"


def people(state: str) -> str:
    return f"PEOPLE#{state}"


def directory_key(what: str, digest: str) -> str:
    return f"DIRECTORYKEY#{what}#{digest}"


def directory_members(group: str) -> str:
    return f"DIRECTORYMEMBERS#{group}"


def left(digest: str) -> str:
    return f"LEFT#{digest}"


def team(team: str) -> str:
    return f"TEAM#{team}"


def topic(topic: str) -> str:
    return f"TOPIC#{topic}"


def mail(key: str) -> str:
    return f"MAIL#{key}"


def fan_out(key: str) -> str:
    return f"FANOUT#{key}"


def email(address: str) -> str:
    return f"EMAIL#{address.lower()}"


def work_account(digest: str) -> str:
    return f"{WORK_ACCOUNT}#{digest}"


def waiting(waiting: str) -> str:
    return f"WAITING#{waiting}"


def entry(cause: str) -> str:
    return f"ENTRY#{cause}"


def opening(at: str, admin: str) -> str:
    return f"OPENING#{at}#{admin}"


def passkey(passkey: str) -> str:
    return f"{PASSKEYS}{passkey}"


def challenge(challenge: str) -> str:
    return f"CHALLENGE#{challenge}"


def suggestion(content: str) -> str:
    return f"SUGGESTION#{content}"


def channel(channel: str) -> str:
    return f"CHANNEL#{channel}"


def content(content: str) -> str:
    return f"CONTENT#{content}"


def contents(state: str) -> str:
    return f"CONTENTS#{state}"


def captions(network: str, language: str) -> str:
    return f"CAPTIONS#{network}#{language}"


def comment(number: int) -> str:
    return f"COMMENT#{number:04d}"


def url(digest: str) -> str:
    return f"URL#{digest}"


def guid(digest: str) -> str:
    return f"GUID#{digest}"


def share(code: str) -> str:
    return f"SHARE#{code}"


def held(code: str, day: str) -> str:
    return f"HELD#{code}#{day}"


def post(code: str) -> str:
    return f"POST#{code}"


def asked(network: str) -> str:
    """Of a network's servers, and of the posts that are due there."""
    return f"METRICS#{network}"


def erasure(person: str) -> str:
    return f"ERASURE#{person}"


def note(note: str) -> str:
    return f"NOTE#{note}"


def notes(state: str) -> str:
    return f"NOTES#{state}"


def campaign(campaign: str) -> str:
    return f"CAMPAIGN#{campaign}"


def member(content: str) -> str:
    return f"{MEMBERS}{content}"


def paid(first: str, network: str, key: str) -> str:
    return f"PAID#{first}#{network}#{key}"


def count(day: str, network: str) -> str:
    return f"COUNT#{day}#{network}"


def base(first: str) -> str:
    return f"BASE#{first}"


def conversion(clicked_on: str, digest: str) -> str:
    return f"CONVERSION#{clicked_on}#{digest}"


def brought(clicked_on: str) -> str:
    return f"BROUGHT#{clicked_on}"


def ref(ref: str) -> str:
    return f"REF#{ref}"


def site(site: str) -> str:
    return f"SITE#{site}"


def version(number: int) -> str:
    """Zero-padded, so that versions sort as numbers."""
    return f"{number:08d}"


def audit(month: str) -> str:
    return f"AUDIT#{month}"


def mark(code: str, day: str) -> str:
    return f"MARK#{code}#{day}"


def races(state: str) -> str:
    return f"RACES#{state}"


def frozen(fingerprint: str, number: int | None) -> str:
    """Of one chunk, or the beginning that all chunks of a list share."""
    chunks = f"FROZEN#{fingerprint[:16]}#"
    return chunks if number is None else f"{chunks}{number:04d}"


def excluded(fingerprint: str, number: int | None) -> str:
    """Of one chunk of what a frozen list leaves out, or the beginning that all chunks share."""
    chunks = f"EXCLUDED#{fingerprint[:16]}#"
    return chunks if number is None else f"{chunks}{number:04d}"


def kept(ticket: str) -> str:
    return f"KEPT#{ticket}"


def terms(digest: str, number: int | None) -> str:
    """Of one chunk of a race's terms, or the beginning that all chunks share."""
    chunks = f"TERMS#{digest[:16]}#"
    return chunks if number is None else f"{chunks}{number:04d}"


def frozen_team(fingerprint: str, team: str) -> str:
    return f"FROZENTEAM#{fingerprint[:16]}#{team}"


def ticket(race: str) -> str:
    return f"TICKET#{race}"


def team_ticket(race: str) -> str:
    return f"TICKET#{race}#TEAM"


def race_team(race: str, team: str) -> str:
    return f"RACE#{race}#TEAM#{team}"


def reward(reward: str) -> str:
    return f"REWARD#{reward}"


def voucher(number: int) -> str:
    return f"VOUCHER#{number:06d}"


def voucher_code(digest: str) -> str:
    return f"CODE#{digest}"


def code_file(reward: str, token: str) -> str:
    return f"CODEFILE#{reward}#{token}"


def award(race: str, person: str) -> str:
    return f"AWARD#{race}#{person}"


def claim(person: str, number: int | None) -> str:
    """Of one claim of a person, or the beginning that all of theirs share."""
    claims = f"AWARD#CLAIM#{person}#"
    return claims if number is None else f"{claims}{number:04d}"


def race(race: str) -> str:
    return f"RACE#{race}"


def visitor_key(day: str) -> str:
    return f"KEY#{day}"


def refresh(minute: str) -> str:
    return f"REFRESH#{minute}"


def seen(day: str, person: str) -> str:
    return f"SEEN#{day}#{person}"


def own_devices(day: str, person: str) -> str:
    return f"DEVICES#{day}#{person}"


def ceiling(what: str, window: str, person: str) -> str:
    return f"CEILING#{what}#{window}#{person}"


def pause(what: str, person: str) -> str:
    return ceiling(what, "PAUSE", person)


def facts(month: str) -> str:
    return f"FACTS#{month}"


def fact(period: str, subject: str, other: str) -> str:
    return f"{period}#{subject}#{other}"


def people_fact(period: str, team: str) -> str:
    return f"{period}#{team}"


def survey(survey: str) -> str:
    return f"SURVEY#{survey}"


def calendar(digest: str) -> str:
    return f"CALENDAR#{digest}"


def survey_token(digest: str) -> str:
    """Of one token, or the beginning that all of a survey's share."""
    return f"TOKEN#{digest}"


def survey_answer(answer: str) -> str:
    """Of one answer, or the beginning that all of a survey's share."""
    return f"ANSWER#{answer}"


def waiting_answer(survey: str, place: int) -> str:
    return f"ANSWER#{survey}#{place}"


def click_price(network: str, since: str) -> str:
    return f"{network}#{since}"


def strangers(hour: str, network: str) -> str:
    return f"STRANGERS#{hour}#{network}"


def attempt(attempt: str) -> str:
    return f"ATTEMPT#{attempt}"


def report(report: str) -> str:
    return f"REPORT#{report}"


def walk(name: str) -> str:
    """Return the key of a walk's checkpoint."""
    return f"WALK#{name}"


def walk_part(name: str, walk: str, part: int) -> str:
    """Return the key of what a part of a walk came to."""
    return f"WALK#{name}#{walk}#{part}"
