// The race screen: the races to choose from, the prizes, the person's place, the top ten, the teams, the rule and the draw.

import { errorText } from "../core/announce.js";
import { readRewards, readTeams } from "../core/api.js";
import { h } from "../core/dom.js";
import { Problem } from "../core/http.js";
import { t } from "../core/texts.js";
import { closedRace, promise } from "./draw.js";
import { chosenRace, days, ending, otherRaces, prizeTickets, raceName, tabs } from "./periods.js";
import { bar, placeNumber, rowPoints } from "./places.js";
import { RaceTable } from "./table.js";

/** Draw the screen, and keep its table up to date while it is visible. */
export async function race(view) {
  const asked = chosenRace(view.url, view.races);
  if (!asked) return notFound(view, "race", "/race");
  const named = view.url.searchParams.get("team");
  if (named !== null && !view.programme.teams.some(({ team }) => team === named)) {
    return notFound(view, "team", withTeam(view.url, null));
  }
  const table = new RaceTable(asked, view);
  const read = await Promise.all([table.load(), readRewards()]).catch(nullWhereUnknown);
  if (!read) return notFound(view, "race", "/race");
  const [, rewards] = read;
  const { kind, year, number: ordinal, first_on, last_on } = table.top;
  const chosen = { ...asked, kind, year, number: ordinal, first_on, last_on };
  const { over } = table;
  const team = over ? null : named;
  if (team !== null) await table.choose(team);
  const tickets = prizeTickets(chosen, rewards, { over });
  const ofTeams = chosen.ranking === "team";
  const ten = h(
    "section",
    { class: "stack-s", "aria-labelledby": "ten" },
    h("div", { class: "row" }, h("h2", { class: "grow", id: "ten" }, t(over ? "race.ten_and_winners" : "race.ten")), !over && teamChoice(view, team, choose)),
    table.table,
  );
  const teams = teamComparison(chosen, view, { open: ofTeams });
  if (over) {
    return h(
      "div",
      { class: "stack" },
      h("h1", {}, t("race.title")),
      tabs(chosen, view.races),
      about(chosen, { over }),
      tickets,
      ofTeams ? [teams, ten] : ten,
      table.card,
      h("p", { class: "s m2" }, t("race.rule"), " ", t("race.anonymous_rule")),
      !ofTeams && teams,
      closedRace(table.top, view),
      otherRaces(chosen, view),
    );
  }
  return h(
    "div",
    { class: "stack" },
    h("h1", {}, t("race.title")),
    tabs(chosen, view.races),
    chosen.name && about(chosen, { over }),
    tickets,
    !tickets.length && chosen.last_on && h("p", { class: "m2" }, ending(chosen)),
    table.card,
    ofTeams ? [teams, ten] : ten,
    h("div", { class: "stack-s" }, table.when, h("p", { class: "s m2" }, t("race.rule"), " ", t("race.anonymous_rule"))),
    !ofTeams && teams,
    promise(chosen, rewards, view),
    otherRaces(chosen, view),
  );

  // The team is in the address; choosing one changes the table in place.
  async function choose(wanted) {
    history.replaceState(history.state, "", withTeam(location.href, wanted));
    try {
      await table.choose(wanted);
      view.announce(t(table.hidden ? "race.team_hidden" : "race.team_shown"));
    } catch (error) {
      if (error.name === "AbortError") return;
      view.showToast(errorText(error), "bad");
    }
  }
}

function nullWhereUnknown(error) {
  if (error instanceof Problem && error.status === 404) return null;
  throw error;
}

/** Return an address of the race with another team; null for everybody. */
function withTeam(address, team) {
  const url = new URL(address);
  if (team === null) url.searchParams.delete("team");
  else url.searchParams.set("team", team);
  return url.pathname + url.search;
}

/** Say that there is no such race or team, and lead on: to `way`, and to the races that there are. */
function notFound(view, what, way) {
  return h(
    "div",
    { class: "stack" },
    h("h1", {}, t(`race.missing.title.${what}`)),
    h("p", {}, t(`race.missing.text.${what}`)),
    h("p", {}, h("a", { class: "btn", href: way }, t(`race.missing.way.${what}`))),
    tabs({}, view.races),
    otherRaces({}, view),
  );
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
            placeNumber(index + 1),
            h("b", {}, line.name),
            rowPoints(line.points_each),
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
