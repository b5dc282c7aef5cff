// The race: its periods, what it is for, one's own place, the ten, and how it is decided.

import { get } from "./api.js";
import { h } from "./elements.js";
import { closedRace, promise } from "./race_draw.js";
import { chosenRace, days, ending, otherRaces, raceName, tabs } from "./race_periods.js";
import { prizeTickets } from "./race_prize.js";
import { RaceTable } from "./race_table.js";
import { teamChoice, teamsCompared } from "./race_teams.js";
import { t } from "./texts.js";

/** Draw the screen, and keep its table up to date while it is seen. */
export async function race(view) {
  const asked = chosenRace(view.url, view.races);
  const table = new RaceTable(asked, view);
  const [, { rewards }] = await Promise.all([table.load(), get("/rewards")]);
  const chosen = { ...asked, first: table.top.first, last: table.top.last };
  const { over } = table;
  const wished = over ? null : view.url.searchParams.get("team");
  const team = view.programme.teams.some((known) => known.team === wished) ? wished : null;
  if (team !== null) await table.choose(team);
  const tickets = over ? [] : prizeTickets(chosen, rewards);
  const ofTeams = chosen.ranking === "team";
  const ten = h(
    "section",
    { class: "stack-s", "aria-labelledby": "ten" },
    h("div", { class: "row" }, h("h2", { class: "grow", id: "ten" }, t("race.ten")), !over && teamChoice(view, team, choose)),
    table.table,
  );
  const teams = teamsCompared(chosen, view, { open: ofTeams });
  return h(
    "div",
    { class: "stack" },
    h("h1", {}, t("race.title")),
    tabs(chosen, view.races),
    (over || chosen.name) && about(chosen, { over }),
    tickets,
    !over && !tickets.length && chosen.last && h("p", { class: "m2" }, ending(chosen)),
    table.card,
    ofTeams ? [teams, ten] : ten,
    h("div", { class: "stack-s" }, table.when, h("p", { class: "s m2" }, t("race.rule"))),
    !ofTeams && teams,
    over ? closedRace(table.top, view) : promise(chosen, rewards, view),
    otherRaces(chosen, view),
  );

  // The team is in the address; choosing one changes the table in place.
  async function choose(wanted) {
    const url = new URL(location.href);
    if (wanted === null) url.searchParams.delete("team");
    else url.searchParams.set("team", wanted);
    history.replaceState(null, "", url.pathname + url.search);
    try {
      await table.choose(wanted);
      view.announce(t(table.hidden ? "race.team_hidden" : "race.team_shown"));
    } catch (error) {
      if (error.name === "AbortError") return;
      view.say(t("error.ours"), "bad");
    }
  }
}

/** Say which race this is, where its link alone does not. */
function about(race, { over }) {
  return h(
    "p",
    {},
    h("b", {}, raceName(race)),
    h("br"),
    h("span", { class: "m2" }, over ? t("race.closed", { days: days(race) }) : days(race)),
    race.goal && [h("br"), h("span", { class: "m2" }, t("race.goal", { n: race.goal }))],
  );
}
