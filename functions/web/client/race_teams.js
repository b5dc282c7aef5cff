// The teams of a race: which one's table is shown, and all of them side by side.

import { get } from "./api.js";
import { h } from "./elements.js";
import { bar } from "./race_rows.js";
import { number, t } from "./texts.js";

/** Draw the choice of a team; null where there are none. */
export function teamChoice(view, chosen, choose) {
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

/** Draw all teams by points per active ambassador; unless `open`, they are asked for when somebody wants to see them. */
export function teamsCompared(race, view, { open = false } = {}) {
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
    const { teams } = await get(`/races/${race.race}/teams`, { signal: view.signal });
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
