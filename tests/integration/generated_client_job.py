"""The main job through the generated client, as a stranger's program does it; run in the environment of the clients.

Takes the site's address, its host and an id token from the environment, and prints what it saw as JSON.
"""

import json
import os
import sys

from lahetti_client import AuthenticatedClient
from lahetti_client.api.contents import get_content, list_contents
from lahetti_client.api.people import accept_guidelines, get_guidelines, get_me
from lahetti_client.api.races import get_my_place, get_race, list_races
from lahetti_client.api.shares import confirm_share, get_my_points, list_my_shares, open_share
from lahetti_client.models import Network, Problem, ShareIn
from lahetti_client.types import Unset

client = AuthenticatedClient(
    base_url=os.environ["SITE"], token=os.environ["TOKEN"], headers={"Host": os.environ["HOST"]}, timeout=60
)


def answered(answer):
    """Return an answer that is no problem."""
    if answer is None or isinstance(answer, Problem):
        sys.exit(f"unexpected: {answer}")
    return answer


me = answered(get_me.sync(client=client))
wanted = ShareIn(content=os.environ["CONTENT"], network=Network.LINKEDIN)
refused = open_share.sync(client=client, body=wanted)
guidelines = answered(get_guidelines.sync(client=client))
answered(accept_guidelines.sync(guidelines.version, client=client))
page = answered(list_contents.sync(client=client, limit=1))
second = answered(list_contents.sync(client=client, limit=1, cursor=page.next_))
content = answered(get_content.sync(wanted.content, client=client))
opened = open_share.sync_detailed(client=client, body=wanted, idempotency_key="the-same-key")
again = open_share.sync_detailed(client=client, body=wanted, idempotency_key="the-same-key")
confirmed = answered(confirm_share.sync(opened.parsed.code, client=client))
points = answered(get_my_points.sync(client=client))
races = answered(list_races.sync(client=client))
prize = next(race for race in races.items if race.is_prize)
print(
    json.dumps(
        {
            "person": me.person,
            "refused": [refused.code.value, refused.see],
            "pages": [page.items[0].content, second.items[0].content],
            "title": content.title,
            "statuses": [opened.status_code.value, again.status_code.value],
            "location": opened.headers["Location"],
            "code": opened.parsed.code,
            "state": confirmed.state.value,
            "points": [confirmed.points, points.lifetime, points.items[0].points],
            "shares": [share.code for share in answered(list_my_shares.sync(client=client)).items],
            "prize": [prize.kind.value, prize.number],
            "table": answered(get_race.sync(prize.race, client=client)).race,
            "place": isinstance(answered(get_my_place.sync(prize.race, client=client)).points, int),
            "unset": isinstance(refused.limits, Unset),
        }
    )
)
