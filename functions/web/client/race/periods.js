// Which races there are: the running ones as links, coming and closed ones in lists, the name, days and prizes of each.

import { readOtherRaces } from "../core/api.js";
import { h, icon } from "../core/dom.js";
import { day, hasText, monthOf, t } from "../core/texts.js";

/**
 * Return the race that an address asks for, as { race, first_on, last_on, name, goal, ranking }; without one the prize
 * race, and undefined where it asks for a period that no race has today.
 */
export function chosenRace(url, { races, challenges, prize }) {
  const asked = url.searchParams.get("race");
  const period = url.searchParams.get("period");
  // The days of a closed race come with its table.
  const named = asked && ([...races, ...challenges].find(({ race }) => race === asked) ?? { race: asked });
  // The API serves the standing races with the shortest period first; on days without a prize race the first is shown.
  if (named) return named;
  if (period) return races.find(({ kind }) => kind === period);
  return races.find(({ race }) => race === prize) ?? races[0];
}

/** Draw the links to the running races. */
export function tabs(chosen, { races, challenges }) {
  const links = [
    ...races.map((found) => [found, `/race?period=${found.kind}`]),
    ...challenges.filter(runs).map((found) => [found, addressOf(found)]),
  ];
  return h(
    "nav",
    { class: "tabs", "aria-label": t("race.period") },
    links.map(([found, href]) => h("a", { href, "aria-current": found.race === chosen.race ? "page" : null }, shortName(found))),
  );
}

/** Draw the links to coming and closed races, as soon as they have been read. */
export function otherRaces(chosen, { signal, races: known }) {
  const place = h("div", { class: "stack", hidden: true });
  readOtherRaces({ signal }).then(
    (races) => {
      // Their links are followed without loading the page anew, so `chosenRace` has to find their names.
      known.challenges = races.challenges;
      place.replaceChildren(...listedRaces(chosen, races).filter(Boolean));
      place.hidden = !place.childElementCount;
    },
    () => place.remove(),
  );
  return place;
}

function listedRaces(chosen, { closed, challenges }) {
  const coming = challenges.filter((found) => found.state === "open" && !runs(found) && !isOver(found));
  const over = [...challenges.filter(isOver), ...closed].sort((one, other) => other.last_on.localeCompare(one.last_on));
  return [listed("coming", t("race.coming"), coming, chosen), listed("over", t("race.closed_races"), over, chosen)];
}

function listed(id, heading, races, chosen) {
  if (!races.length) return null;
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": id },
    h("h2", { id }, heading),
    h(
      "ul",
      { class: "card flush list" },
      races.map((found) =>
        h(
          "li",
          {},
          h(
            "a",
            { class: "net", href: addressOf(found), "aria-current": found.race === chosen.race ? "page" : null },
            h("span", { class: "grow" }, h("b", {}, raceName(found)), h("span", { class: "s m2" }, days(found))),
            icon("next"),
          ),
        ),
      ),
    ),
  );
}

/** Return the name of a race: week 48, November 2026, Oct–Dec 2026, or that of a challenge. */
export function raceName(found) {
  const { kind, year, number, first_on: first, name } = found;
  if (name) return name;
  return t(`race.name.${kind}`, {
    number: String(number),
    year: String(year),
    word: shortName(found),
    month: first ? monthOf(first) : "",
  });
}

/** Return the days of a race. */
export function days({ first_on: first, last_on: last }) {
  return t("race.days", { first: day(first), last: day(last) });
}

/** Return whether a race has not begun yet. */
export function isToCome({ first_on: first }) {
  return Boolean(first) && first > localDay();
}

/** Return a sentence about how many days of a race are left, or when it begins. */
export function ending({ first_on: first, last_on: last }) {
  const today = localDay();
  if (isToCome({ first_on: first })) return t("race.begins", { day: day(first) });
  const left = Math.round((Date.parse(last) - Date.parse(today)) / 86_400_000);
  if (left < 0) return t("race.over", { day: day(last) });
  return left > 0 ? t("race.ends", { n: left, day: day(last) }) : t("race.ends_today", { day: day(last) });
}

/** Return a name that is short enough for a tab; where each period of a kind has a word of its own, that word. */
function shortName({ kind, number, name }) {
  const word = `race.word.${kind}.${number}`;
  return name || (hasText(word) ? t(word) : t(`race.tab.${kind}`));
}

function addressOf({ race }) {
  return `/race?race=${encodeURIComponent(race)}`;
}

// Days are in the programme's zone; close to midnight a device in another zone may be a day ahead or behind.
function runs({ first_on: first, last_on: last }) {
  const today = localDay();
  return first <= today && today <= last;
}

function isOver({ last_on: last }) {
  return last < localDay();
}

/** Return the day of a moment on this device's clock, as 2026-12-31. */
export function localDay(now = new Date()) {
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** Draw a ticket for each prize of a race, with the days that are left of one that is not `over`. */
export function prizeTickets(chosen, rewards, { over = false } = {}) {
  return rewards
    .filter((reward) => reward.race === chosen.race)
    .map((reward) =>
      h(
        "div",
        { class: "ticket" },
        icon("ticket"),
        h(
          "p",
          { class: "grow" },
          h("span", { class: "b" }, t(`prize.${reward.way}`, { name: reward.name, n: reward.stock })),
          !over && chosen.last_on && [h("br"), h("span", { class: "s m2" }, ending(chosen))],
        ),
      ),
    );
}
