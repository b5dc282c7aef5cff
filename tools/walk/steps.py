"""The steps of the walk, in their order: each does one thing, holds what it sees against what is right, and tells it.

Every walk has people and contents of its own and takes them out again, so it can be walked any number of times on a
cloud that others are using. What needs time is started early and looked at late.
"""

from tools.walk.campaign import campaign_is_counted
from tools.walk.clearing import walk_is_cleared_away
from tools.walk.counting import (
    events_come_again,
    everything_adds_up,
    points_are_right,
    race_is_right,
    ten_are_a_fold_of_the_ledgers,
)
from tools.walk.jobs import digest_arrives, feed_is_imported, reactions_come_in
from tools.walk.leaving import guest_leaves_and_is_gone
from tools.walk.past_race import draw_is_redone, past_race_closes, past_race_is_run, promise_is_refused_a_change
from tools.walk.report import report_is_opened
from tools.walk.spine import (
    admin_signs_in,
    ambassador_is_invited,
    content_is_published,
    guidelines_come_first,
    links_are_visited,
    share_is_confirmed,
    shares_are_opened,
)

STEPS = (
    admin_signs_in,
    content_is_published,
    feed_is_imported,
    ambassador_is_invited,
    guidelines_come_first,
    shares_are_opened,
    share_is_confirmed,
    links_are_visited,
    points_are_right,
    race_is_right,
    events_come_again,
    everything_adds_up,
    ten_are_a_fold_of_the_ledgers,
    reactions_come_in,
    past_race_is_run,
    promise_is_refused_a_change,
    past_race_closes,
    draw_is_redone,
    digest_arrives,
    campaign_is_counted,
    report_is_opened,
    guest_leaves_and_is_gone,
    walk_is_cleared_away,
)
