"""How races close: opened ahead, closing, frozen, revealed, closed.

A head is opened a period ahead, so that the hash of its seed is known before the race starts. From 16 minutes after
the end nothing can be entered for the race any more (late deeds have 15, a consumer's life is the rest): the standings
are compared with the ledger, and the ledger is what is frozen. `rules` decides, `steps` closes, `frozen`
reads, `overview` shows those who run the programme where each race is.
"""

from lahetti.closing.frozen import (
    closed_races,
    drawn_tickets,
    final_place,
    final_teams,
    final_ten,
    find_frozen,
    find_head,
    frozen_list,
    holders,
    own_line,
)
from lahetti.closing.overview import (
    Figures,
    Overview,
    ShownLine,
    active_people,
    closed,
    coming_and_running,
    figures,
    find_race,
    is_frozen,
    whole_table,
)
from lahetti.closing.rules import AFTER_THE_END, Line, Phase, is_over
from lahetti.closing.steps import close_soon, due, finish, freeze_and_reveal, open_ahead, takes_rows
from lahetti.race_heads import State

__all__ = [
    "AFTER_THE_END",
    "Figures",
    "Line",
    "Overview",
    "Phase",
    "ShownLine",
    "State",
    "active_people",
    "close_soon",
    "closed",
    "closed_races",
    "coming_and_running",
    "drawn_tickets",
    "due",
    "figures",
    "final_place",
    "final_teams",
    "final_ten",
    "find_frozen",
    "find_head",
    "find_race",
    "finish",
    "freeze_and_reveal",
    "frozen_list",
    "holders",
    "is_frozen",
    "is_over",
    "open_ahead",
    "own_line",
    "takes_rows",
    "whole_table",
]
