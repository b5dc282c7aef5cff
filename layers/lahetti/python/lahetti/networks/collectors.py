"""The networks whose posts can be followed; a new one is a module like the others here, and an entry."""

from collections.abc import Mapping

from lahetti.networks import bluesky, mastodon
from lahetti.networks.reactions import Collector
from lahetti.networks.share_dialogs import Network

COLLECTORS: Mapping[str, Collector] = {
    Network.BLUESKY.value: bluesky.COLLECTOR,
    Network.MASTODON.value: mastodon.COLLECTOR,
}
