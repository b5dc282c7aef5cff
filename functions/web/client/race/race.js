// The race screen: the races to choose from, the prizes, the person's place, the top ten, the teams, the rule and the draw.

import { readRewards, readTeams } from "../core/api.js";
import { h } from "../core/dom.js";
import { number, t } from "../core/texts.js";
import { closedRace, promise } from "./draw.js";
import { chosenRace, days, ending, otherRaces, prizeTickets, raceName, tabs } from "./periods.js";
import { bar } from "./places.js";
import { RaceTable } from "./table.js";

/** Draw the screen, and keep its table up to date while it is visible. */
export async function race(view) {
  const asked = chosenRace(view.url, view.races);
  const table = new RaceTable(asked, view);
  const [, rewards] = await Promise.all([table.load(), readRewards()]);
  const { kind, year, number: ordinal, first_on, last_on } = table.top;
  const chosen = { ...asked, kind, year, number: ordinal, first_on, last_on };
  const { over } = table;
  const wished = over ? null : view.url.searchParams.get("team");
  const team = view.programme.teams.some((known) => known.team === wished) ? wished : null;
  if (team !== null) await table.choose(team);
  const tickets = over ? [] : prizeTickets(chosen, rewards);
  const ofTeams = chosen.ranking === "team";
  const ten = h(
    "section",
    { class: "stack-s", "aria-labelledby": "ten" },
    h("div", { class: "row" }, h("h2", { class: "grow", id: "ten" }, t(over ? "race.ten_and_winners" : "race.ten")), !over && teamChoice(view, team, choose)),
    table.table,
  );
  const teams = teamComparison(chosen, view, { open: ofTeams });
  return h(
    "div",
    { class: "stack" },
    h("h1", {}, t("race.title")),
    tabs(chosen, view.races),
    (over || chosen.name) && about(chosen, { over }),
    tickets,
    !over && !tickets.length && chosen.last_on && h("p", { class: "m2" }, ending(chosen)),
    table.card,
    ofTeams ? [teams, ten] : ten,
    h("div", { class: "stack-s" }, table.when, h("p", { class: "s m2" }, t("race.rule"), " ", t("race.anonymous_rule"))),
    !ofTeams && teams,
    over ? closedRace(table.top, view) : promise(chosen, rewards, view),
    otherRaces(chosen, view),
  );

  // The team is in the address; choosing one changes the table in place.
  async function choose(wanted) {
    const url = new URL(location.href);
    if (wanted === null) url.searchParams.delete("team");
    else url.searchParams.set("team", wanted);
    history.replaceState(history.state, "", url.pathname + url.search);
    try {
      await table.choose(wanted);
      view.announce(t(table.hidden ? "race.team_hidden" : "race.team_shown"));
    } catch (error) {
      if (error.name === "AbortError") return;
      view.showToast(t("error.ours"), "bad");
    }
  }
}

/** Draw which race this is, where its link alone does not say so. */
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

/** Draw the choice of the team whose table is shown; null where there are no teams. */
function teamChoice(view, chosen, choose) {
  const { teams } = view.programme;
  if (!teams.length) return null;
  const option = (value, name) => h("option", { value, selected: value === (chosen ?? "") }, name);
  return [
    h("label", { class: "vh", for: "team" }, t("race.team")),
    h(
      "select",
      {
        class: "inp auto",
        id: "team",
        on: { change: ({ currentTarget }) => choose(currentTarget.value || null) },
      },
      option("", t("race.all_teams")),
      teams.map(({ team, name }) => option(team, name)),
    ),
  ];
}

/** Draw all teams by points per active ambassador; unless `open`, they are read when somebody unfolds them. */
function teamComparison(race, view, { open = false } = {}) {
  if (view.programme.teams.length < 2) return null;
  const content = h("div", { class: "stack-s" }, h("p", { class: "m2" }, t("frame.loading")));
  const details = h(
    "details",
    {
      class: "card",
      open,
      on: {
        toggle: () => {
          if (details.open) fill(content, race, view);
        },
      },
    },
    h("summary", { class: "b" }, t("race.teams")),
    content,
  );
  return details;
}

async function fill(content, race, view) {
  try {
    const teams = await readTeams(race.race, { signal: view.signal });
    const shown = teams.filter((line) => line.points_each !== null);
    const small = teams.filter((line) => line.points_each === null);
    const most = Math.max(1, ...shown.map((line) => line.points_each));
    content.replaceChildren(
      h("p", { class: "s m2" }, t("race.teams_rule")),
      h(
        "ol",
        { class: "rank" },
        shown.map((line, index) =>
          h(
            "li",
            { class: index < 3 ? "t1" : null, value: index + 1 },
            h("span", { class: "n", "aria-hidden": "true" }, number(index + 1)),
            h("b", {}, line.name),
            h("span", { class: "p" }, number(line.points_each), h("span", { class: "s m2" }, ` ${t("points.unit")}`)),
            bar((100 * line.points_each) / most),
          ),
        ),
      ),
      ...(small.length ? [h("p", { class: "s m2" }, `${small.map((line) => line.name).join(", ")}: ${t("race.team_hidden")}`)] : []),
    );
  } catch (error) {
    if (view.signal.aborted) return;
    content.replaceChildren(h("p", { class: "m2" }, t("error.ours")));
  }
}
