// Places in a race: the rows of the top ten, the person's own row after them, and the card with their place.

import { h, icon, svg } from "../core/dom.js";
import { number, place, ordinalAlone, t } from "../core/texts.js";

/** Draw the top ten; `plain`: names and points alone. */
export function topRows(places, view, { plain = false } = {}) {
  const most = Math.max(1, ...places.map(({ points }) => points));
  const { teams: present, former_teams: former } = view.programme;
  const teams = new Map([...former, ...present].map(({ team, name }) => [team, name]));
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

/** Draw the person's own row; null where it is among the ten, or where they have no place. */
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
    placeNumber(line.place),
    h(
      "span",
      {},
      h("b", {}, name ?? t("race.you")),
      mine && name ? h("span", { class: "tag you" }, t("race.you")) : null,
      below && [h("br"), h("span", { class: "s m2" }, below)],
      line.prizes?.map((prize) => [h("br"), h("span", { class: "tag warn" }, icon("ticket"), prize)]),
    ),
    rowPoints(line.points),
    !plain && bar((100 * line.points) / most),
  );
}

/** Draw the place that a row begins with; a screen reader says what the number is. */
export function placeNumber(n) {
  return h("span", { class: "n" }, h("span", { class: "vh" }, `${t("race.row_place")} `), number(n));
}

/** Draw the points that a row ends with; a screen reader says them in full. */
export function rowPoints(points) {
  return h(
    "span",
    { class: "p" },
    number(points),
    h("span", { class: "s m2", "aria-hidden": "true" }, ` ${t("points.unit")}`),
    h("span", { class: "vh" }, ` ${t("me.points", { n: points })}`),
  );
}

/** Draw a bar of a share in per cent; it is decoration, the row says the same. */
export function bar(share) {
  return svg(
    "svg",
    { class: "bar", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { width: 100, height: 4 }),
    svg("rect", { class: "v", width: Math.max(0, Math.min(100, share)), height: 4 }),
  );
}

const TOP = 10;
const FAR = 20;

/** Return whether a place is so far down that the next one and one's own best week are goals, and the ten are none. */
export function isFar({ place: n }) {
  return n > FAR;
}

/**
 * Draw the person's place and the distance to the next one; with `link` the whole card leads to the race. `weeks` are
 * their best week and this one, where they are known.
 */
export function placeCard(own, { link, over = false, weeks = null } = {}) {
  const heading = link
    ? h("a", { class: "hit b", href: link }, t("race.your_place"))
    : h("b", {}, t("race.you_points", { n: own.points }));
  if (own.place === null) {
    const none = own.points > 0 ? t("race.not_listed") : t(over ? "race.no_points_then" : "race.no_points");
    const text = h("span", { class: "grow" }, heading, h("br"), h("span", { class: "s m2" }, none));
    return h("div", { class: "card strip" }, text, link && icon("next"));
  }
  const text = over ? t("race.final_place") : distance(own, { short: Boolean(link) });
  return h(
    "div",
    { class: "card stack-s" },
    h(
      "p",
      { class: "strip" },
      h("span", { class: "fig num" }, ordinalAlone(own.place)),
      h("span", { class: "grow" }, heading, h("br"), h("span", { class: "s m2" }, text)),
      link && icon("next"),
    ),
    !link && !over && progress(own),
    !link && !over && isFar(own) && weeks?.best && h("p", { class: "s m2" }, bestWeek(weeks)),
  );
}

/** Return a sentence about the person's best week, or that it is this one. */
function bestWeek({ best, this_week: now }) {
  if (now >= best.points) return t("race.best_week_now", { n: best.points });
  const week = t("race.name.week", { number: String(best.number), year: String(best.year) });
  return t("race.best_week", { n: best.points, week: week.charAt(0).toLowerCase() + week.slice(1), now });
}

/** Return a sentence about the distance to the next place and to the top ten. */
export function distance(own, { short = false } = {}) {
  const facts = [
    own.place > 1 && own.points_to_next && t("race.to_next", { n: own.points_to_next, place: place(own.place - 1) }),
    own.points_to_top && own.place - 1 !== TOP && !isFar(own) && t("race.to_top", { n: own.points_to_top }),
  ].filter(Boolean);
  if (!facts.length) return t(own.place === 1 ? "race.leading" : "race.level");
  return short ? facts[0] : facts.join(", ");
}

function progress(own) {
  const toTop = isFar(own) ? null : own.points_to_top;
  const missing = toTop ?? own.points_to_next;
  if (!missing) return null;
  const needed = own.points + missing;
  const name = toTop
    ? t("race.progress_top", { n: own.points, needed })
    : t("race.progress_next", { n: own.points, needed, place: place(own.place - 1) });
  return h("progress", { max: needed, value: own.points, "aria-label": name });
}
