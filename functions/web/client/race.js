// The race: the ten, one's own place, and how it is decided. The table follows the deeds by itself.

import { get, getIfChanged, Problem } from "./api.js";
import { h, icon, svg } from "./elements.js";
import { Offline, SignedOut } from "./session.js";
import { clock, day, number, place, placeAlone, t } from "./texts.js";

const PERIODS = { week: "W", month: "M", quarter: "Q", all: "A" };
const EVERY = 3000;
const OWN_EVERY = 30_000;
const SPOKEN_EVERY = 30_000;
const TOP = 10;

/** Draw the screen, and keep its table up to date while it is seen. */
export async function race(view) {
  const prize = Object.keys(PERIODS).find((name) => view.races.prize.startsWith(PERIODS[name]));
  const asked = view.url.searchParams.get("period");
  const period = asked in PERIODS ? asked : prize;
  const { race: id, last } = view.races.races.find((found) => found.race.startsWith(PERIODS[period]));

  const [top, own] = await Promise.all([getIfChanged(`/races/${id}`, null), get(`/races/${id}/place`)]);
  const card = h("div", {}, placeCard(own));
  const table = h("div", { class: "stack-s" }, rows(top.body.places, own, view));
  const when = h("p", { class: "s m2" }, t("race.live", { time: clock(new Date()) }));
  const screen = h(
    "div",
    { class: "stack" },
    h("h1", {}, t("race.title")),
    tabs(period, id, view),
    last && h("p", { class: "m2" }, ending(last)),
    card,
    h("section", { class: "stack-s", "aria-labelledby": "ten" }, h("h2", { id: "ten" }, t("race.ten")), table),
    h("div", { class: "stack-s" }, when, h("p", { class: "s m2" }, t("race.rule"))),
  );
  follow({ id, view, table, card, when, state: { tag: top.tag, places: top.body.places, own, asked: Date.now(), seen: new Date() } });
  return screen;
}

/** Draw one's own place and the way to the next one; with `link` the whole card leads there. */
export function placeCard(own, { link } = {}) {
  const heading = link
    ? h("a", { class: "hit b", href: link }, t("race.your_place"))
    : h("b", {}, t("race.you_points", { n: own.points }));
  if (own.place === null) {
    const text = h("span", { class: "grow" }, heading, h("br"), h("span", { class: "s m2" }, t("race.no_points")));
    return h("div", { class: "card strip" }, text, link && icon("next"));
  }
  const facts = [
    own.place > 1 && own.points_to_next && t("race.to_next", { n: own.points_to_next, place: place(own.place - 1) }),
    own.points_to_top && own.place - 1 !== TOP && t("race.to_top", { n: own.points_to_top }),
  ].filter(Boolean);
  const text = facts.length ? (link ? facts[0] : facts.join(", ")) : t(own.place === 1 ? "race.leading" : "race.level");
  return h(
    "div",
    { class: "card stack-s" },
    h(
      "p",
      { class: "strip" },
      h("span", { class: "fig num" }, placeAlone(own.place)),
      h("span", { class: "grow" }, heading, h("br"), h("span", { class: "s m2" }, text)),
      link && icon("next"),
    ),
    !link && progress(own),
  );
}

function progress(own) {
  const missing = own.points_to_top ?? own.points_to_next;
  if (!missing) return null;
  const needed = own.points + missing;
  const name = own.points_to_top
    ? t("race.progress_top", { n: own.points, needed })
    : t("race.progress_next", { n: own.points, needed, place: place(own.place - 1) });
  return h("progress", { max: needed, value: own.points, "aria-label": name });
}

function tabs(period, id, view) {
  const quarter = view.races.races.find((found) => found.race.startsWith("Q")).race.split("-")[1];
  const names = {
    week: t("race.week"),
    month: t("race.month"),
    quarter: t(`quarter.${quarter}`),
    all: t("race.all"),
  };
  return h(
    "nav",
    { class: "tabs", "aria-label": t("race.period") },
    Object.entries(names).map(([name, text]) =>
      h("a", { href: `/race?period=${name}`, "aria-current": name === period ? "page" : null }, text),
    ),
  );
}

function ending(last) {
  const [year, month, date] = last.split("-").map(Number);
  const today = new Date();
  const days = Math.round((new Date(year, month - 1, date) - new Date(today.getFullYear(), today.getMonth(), today.getDate())) / 86_400_000);
  return days > 0 ? t("race.ends", { n: days, day: day(last) }) : t("race.ends_today", { day: day(last) });
}

function rows(places, own, view) {
  if (!places.length) return h("p", { class: "card m2" }, t("race.empty"));
  const most = places[0].points;
  const teams = new Map(view.programme.teams.map(({ team, name }) => [team, name]));
  const ten = places.map((line) => {
    const name = line.name ?? t("race.anonymous");
    return row(line, most, line.you, name, teams.get(line.team) ?? line.team);
  });
  const outside = own.place !== null && !places.some((line) => line.you);
  const below = outside && h(
    "ol",
    { class: "rank card flush", start: own.place },
    row(own, most, true, null, own.points_to_next ? t("race.to_next", { n: own.points_to_next, place: place(own.place - 1) }) : null),
  );
  return [h("ol", { class: "rank card flush" }, ten), below || null].filter(Boolean);
}

function row(line, most, mine, name, below) {
  const share = Math.max(0, Math.min(100, (100 * line.points) / most));
  return h(
    "li",
    { class: `${line.place <= 3 ? "t1" : ""} ${mine ? "me" : ""}`, value: line.place },
    h("span", { class: "n", "aria-hidden": "true" }, number(line.place)),
    h(
      "span",
      {},
      h("b", {}, name ?? t("race.you")),
      mine && name ? h("span", { class: "tag warn you" }, t("race.you")) : null,
      below && [h("br"), h("span", { class: "s m2" }, below)],
    ),
    h("span", { class: "p" }, number(line.points), h("span", { class: "s m2" }, ` ${t("points.unit")}`)),
    svg(
      "svg",
      { class: "bar", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { width: 100, height: 4 }),
      svg("rect", { class: "v", width: share, height: 4 }),
    ),
  );
}

/** Ask every few seconds while the page is seen; an unchanged table costs an empty answer. */
function follow({ id, view, table, card, when, state }) {
  let timer;
  let spokenAt = 0;
  const again = () => {
    clearTimeout(timer);
    if (!view.signal.aborted) timer = setTimeout(look, EVERY);
  };
  const look = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const top = await getIfChanged(`/races/${id}`, state.tag, { signal: view.signal });
      // One's own place may change without the ten.
      if (top.body || Date.now() - state.asked > OWN_EVERY) {
        const own = await get(`/races/${id}/place`, { signal: view.signal });
        if (own.place !== state.own.place && own.place !== null && Date.now() - spokenAt > SPOKEN_EVERY) {
          spokenAt = Date.now();
          view.announce(t("race.place_now", { place: place(own.place) }));
        }
        Object.assign(state, { own, asked: Date.now(), undrawn: true });
        if (top.body) Object.assign(state, { tag: top.tag, places: top.body.places });
        card.replaceChildren(placeCard(own));
      }
      state.seen = new Date();
      when.textContent = t("race.live", { time: clock(state.seen) });
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!(error instanceof Offline || error instanceof Problem || error instanceof SignedOut)) throw error;
      when.textContent = t("race.lost", { time: clock(state.seen) });
    }
    drawn();
    again();
  };
  // The list does not move under the pointer: a new order waits until it leaves.
  const drawn = () => {
    if (!state.undrawn || table.matches(":hover")) return;
    state.undrawn = false;
    table.replaceChildren(...[rows(state.places, state.own, view)].flat());
  };
  table.addEventListener("pointerleave", drawn, { signal: view.signal });
  document.addEventListener("visibilitychange", look, { signal: view.signal });
  view.signal.addEventListener("abort", () => clearTimeout(timer));
  again();
}
