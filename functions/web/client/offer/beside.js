// Beside the offer: the person's place in the prize race, on a wide screen with the prize and the first three; a phone has
// one line for it, as what can be shared comes first.

import { readRace, readRewards } from "../core/api.js";
import { h } from "../core/dom.js";
import { ordinalAlone, t } from "../core/texts.js";
import { distance, placeCard, topRows } from "../race/places.js";

const WIDE = "(min-width: 64rem)";
const FIRST = 3;

/** Draw the person's place in one line, which leads to the race, once it has been read. */
export function placeLine(view) {
  const line = h("a", { class: "lnk s mine", href: "/race", hidden: true });
  const show = (own) => {
    if (!own) return;
    const known = own.place === null ? t("offer.place_none") : t("offer.place", { place: ordinalAlone(own.place) });
    const more = own.place === null ? null : h("span", { class: "m2" }, distance(own, { short: true }));
    line.replaceChildren(h("span", {}, known), ...[more].filter(Boolean));
    line.hidden = false;
  };
  view.place.then(show, () => line.remove());
  view.watchPlace(show);
  return line;
}

/** Draw the race as soon as it has been read; the offer does not wait for it, and is complete without it. */
export function raceAside(view) {
  const { signal, races } = view;
  const place = h("div", {}, h("div", { class: "sk sk-2", "aria-hidden": "true" }));
  const more = h("div", { class: "stack", hidden: true });
  const aside = h("aside", { class: "stack wide-only", "aria-label": t("race.title") }, place, more);
  const show = (own) => (own ? place.replaceChildren(placeCard(own, { link: "/race" })) : place.remove());
  view.place.then(show, () => place.remove());
  view.watchPlace(show);
  const wide = matchMedia(WIDE);
  const widened = () => {
    if (!wide.matches || more.childElementCount || races.prize === null) return;
    Promise.all([readRace(races.prize, { signal }), readRewards({ signal }), import("../race/periods.js")]).then(
      ([race, rewards, { prizeTickets }]) => {
        more.replaceChildren(...[prizeTickets(race, rewards), first(race, view)].flat().filter(Boolean));
        more.hidden = false;
      },
      () => more.remove(),
    );
  };
  wide.addEventListener("change", widened, { signal });
  widened();
  return aside;
}

function first(race, view) {
  if (!race.places.length) return null;
  return h(
    "section",
    { class: "card flush", "aria-labelledby": "leading" },
    h("h2", { class: "f-m in", id: "leading" }, t("race.leading_now")),
    topRows(race.places.slice(0, FIRST), view, { plain: true }),
  );
}
