"""Keys of every kind of item, in one place, without any import that the redirect would have to carry.

Programme (`pk` / `sk`; gsi1, gsi2 are sparse and show one small map each)
    PERSON#<id> / PROFILE, CARD, ENTRY#<cause>       gsi1 of the card: TEAM#<home team> / <id>
                                                     gsi2 of the profile: PEOPLE#<state> / <joined>
    EMAIL#<address, lower case> / EMAIL
    CHANNEL#<id> / HEAD                              gsi1: CHANNELS / <name>
    CONTENT#<id> / HEAD, TEXTS, CAPTIONS#<network>#<language>, COUNTS
                                                     gsi1 of the head: CONTENTS#<state> / <time>#<id>
                                                     gsi2 of the head: CHANNEL#<id> / <state>#<time>#<id>
    ADDRESS#<sha256 of the canonical address> / ADDRESS
    SHARE#<code> / SHARE                             gsi1: PERSON#<id> / SHARE#<time>
                                                     gsi2: CONTENT#<id> / <person>#<network>
    HELD#<code>#<day> / HELD                         gsi1: HELD / <time>
    POST#<code> / POST                               gsi1: METRICS#<network> / <due>#<code>, while it is followed
                                                     gsi2: PERSON#<id> / POST#<code>
    METRICS#<network> / <server>
    SETTINGS / <zero-padded version>                 GUIDELINES / <zero-padded version>
    AUDIT#<yyyy-mm> / <time>#<id>                    gsi1: AUDIT#<subject> / <time>
Traffic
    MARK#<code>#<day> / <visitor hash>               RACE#<id> / <person>, !RANKS   index standings: race / place
Transient (`pk` only)
    KEY#<day>   REFRESH#<minute>   IDEMPOTENCY…
"""

PROFILE = "PROFILE"
CARD = "CARD"
HEAD = "HEAD"
TEXTS = "TEXTS"
COUNTS = "COUNTS"
RANKS = "!RANKS"


def person(person: str) -> str:
    return f"PERSON#{person}"


def people(state: str) -> str:
    return f"PEOPLE#{state}"


def team(team: str) -> str:
    return f"TEAM#{team}"


def email(address: str) -> str:
    return f"EMAIL#{address.lower()}"


def entry(cause: str) -> str:
    return f"ENTRY#{cause}"


def channel(channel: str) -> str:
    return f"CHANNEL#{channel}"


def content(content: str) -> str:
    return f"CONTENT#{content}"


def contents(state: str) -> str:
    return f"CONTENTS#{state}"


def captions(network: str, language: str) -> str:
    return f"CAPTIONS#{network}#{language}"


def address(digest: str) -> str:
    return f"ADDRESS#{digest}"


def share(code: str) -> str:
    return f"SHARE#{code}"


def held(code: str, day: str) -> str:
    return f"HELD#{code}#{day}"


def post(code: str) -> str:
    return f"POST#{code}"


def asked(network: str) -> str:
    """Of a network's servers, and of the posts that are due there."""
    return f"METRICS#{network}"


def version(number: int) -> str:
    """Zero-padded, so that versions sort as numbers."""
    return f"{number:08d}"


def audit(month: str) -> str:
    return f"AUDIT#{month}"


def mark(code: str, day: str) -> str:
    return f"MARK#{code}#{day}"


def race(race: str) -> str:
    return f"RACE#{race}"


def visitor_key(day: str) -> str:
    return f"KEY#{day}"


def refresh(minute: str) -> str:
    return f"REFRESH#{minute}"
