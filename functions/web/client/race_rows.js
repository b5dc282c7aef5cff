// The rows of a race: the ten, and one's own row after them.

import { h, svg } from "./elements.js";
import { place, number, t } from "./texts.js";

/** Draw the ten; `plain`: names and points alone. */
export function topRows(places, view, { plain = false } = {}) {
  const most = Math.max(1, places[0].points);
  const teams = new Map(view.programme.teams.map(({ team, name }) => [team, name]));
  const rows = places.map((line) =>
    row(line, {
      most,
      plain,
      mine: line.you,
      name: line.name ?? t("race.anonymous"),
      below: plain ? null : (teams.get(line.team) ?? line.team),
    }),
  );
  return h("ol", { class: `rank ${plain ? "plain" : "card flush"}` }, rows);
}

/** Draw one's own row where it is not among the ten; null where it is, or where one has no place. */
export function ownRow(places, own) {
  if (own.place === null || places.some((line) => line.you)) return null;
  const below = own.points_to_next ? t("race.to_next", { n: own.points_to_next, place: place(own.place - 1) }) : null;
  const most = Math.max(1, places[0]?.points ?? own.points);
  return h("ol", { class: "rank card flush", start: own.place }, row(own, { most, mine: true, name: null, below }));
}

function row(line, { most, plain = false, mine, name, below }) {
  return h(
    "li",
    { class: `${line.place <= 3 ? "t1" : ""} ${mine ? "me" : ""}`, value: line.place },
    h("span", { class: "n", "aria-hidden": "true" }, number(line.place)),
    h(
      "span",
      {},
      h("b", {}, name ?? t("race.you")),
      mine && name ? h("span", { class: "tag you" }, t("race.you")) : null,
      below && [h("br"), h("span", { class: "s m2" }, below)],
    ),
    h("span", { class: "p" }, number(line.points), h("span", { class: "s m2" }, ` ${t("points.unit")}`)),
    !plain && bar((100 * line.points) / most),
  );
}

/** Draw how much of the most something is, in per cent; it says nothing that the row does not. */
export function bar(share) {
  return svg(
    "svg",
    { class: "bar", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { width: 100, height: 4 }),
    svg("rect", { class: "v", width: Math.max(0, Math.min(100, share)), height: 4 }),
  );
}
