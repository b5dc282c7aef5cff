// Beside the offer: one's own place; on a wide screen the prize and the first three, too.
// What draws the race is fetched with its answers: over a slow line the offer must not wait for it.

import { get } from "./api.js";
import { h } from "./elements.js";
import { t } from "./texts.js";

const WIDE = "(min-width: 64rem)";
const FIRST = 3;

/** Draw what comes as it comes: the offer does not wait for the race, and is whole without it. */
export function besides(view) {
  const { signal, races } = view;
  const place = h("div", {}, h("div", { class: "sk sk-2", "aria-hidden": "true" }));
  const more = h("div", { class: "stack", hidden: true });
  const aside = h("aside", { class: "stack", "aria-label": t("race.title") }, place, more);
  Promise.all([get(`/races/${races.prize}/place`, { signal }), import("./race_place.js")]).then(
    ([own, { placeCard }]) => place.replaceChildren(placeCard(own, { link: "/race" })),
    () => place.remove(),
  );
  const wide = matchMedia(WIDE);
  const widened = () => {
    if (!wide.matches || more.childElementCount) return;
    Promise.all([
      get(`/races/${races.prize}`, { signal }),
      get("/rewards", { signal }),
      import("./race_prize.js"),
      import("./race_rows.js"),
    ]).then(
      ([race, { rewards }, { prizeTickets }, { topRows }]) => {
        more.replaceChildren(...[prizeTickets(race, rewards), first(race, topRows, view)].flat().filter(Boolean));
        more.hidden = false;
      },
      () => more.remove(),
    );
  };
  wide.addEventListener("change", widened, { signal });
  widened();
  return aside;
}

function first(race, topRows, view) {
  if (!race.places.length) return null;
  return h(
    "section",
    { class: "card flush", "aria-labelledby": "leading" },
    h("h2", { class: "f-m in", id: "leading" }, t("race.leading_now")),
    topRows(race.places.slice(0, FIRST), view, { plain: true }),
  );
}
