// Beside the offer: the person's place in the prize race; on a wide screen the prize and the first three, too. Above it:
// the questions about shares that were opened lately and neither confirmed nor declined.

import { readRace, readRewards } from "../core/api.js";
import { h, icon } from "../core/dom.js";
import { readLocal } from "../core/local_storage.js";
import { t } from "../core/texts.js";
import { prizeTickets } from "../race/periods.js";
import { placeCard, topRows } from "../race/places.js";

const WIDE = "(min-width: 64rem)";
const FIRST = 3;

/** Draw the race as soon as it has been read; the offer does not wait for it, and is complete without it. */
export function raceAside(view) {
  const { signal, races } = view;
  const place = h("div", {}, h("div", { class: "sk sk-2", "aria-hidden": "true" }));
  const more = h("div", { class: "stack", hidden: true });
  const aside = h("aside", { class: "stack", "aria-label": t("race.title") }, place, more);
  view.place.then(
    (own) => (own ? place.replaceChildren(placeCard(own, { link: "/race" })) : place.remove()),
    () => place.remove(),
  );
  const wide = matchMedia(WIDE);
  const widened = () => {
    if (!wide.matches || more.childElementCount || races.prize === null) return;
    Promise.all([readRace(races.prize, { signal }), readRewards({ signal })]).then(
      ([race, rewards]) => {
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

const WAITS_DAYS = 7;
const A_DAY = 24 * 60 * 60 * 1000;
const AT_ONCE = 3;

/** Draw the questions, or return null where there are none; a postponed share asks after its reminder. */
export function openQuestions(shares, now) {
  // Answered already: not posted, or posted and the answer waits for the network.
  const answered = new Set([...readLocal("declined", []), ...readLocal("confirmations", [])]);
  const open = shares.filter(
    (share) =>
      share.state === "opened" &&
      !answered.has(share.code) &&
      now - new Date(share.opened_at) < WAITS_DAYS * A_DAY &&
      !(share.remind_at && new Date(share.remind_at) > now),
  );
  if (!open.length) return null;
  return h(
    "ul",
    { class: "card flush list ask", "aria-label": t("offer.waiting") },
    open.slice(0, AT_ONCE).map((share) =>
      h(
        "li",
        {},
        h(
          "a",
          { class: "net", href: `/share/${share.content}?share=${share.code}` },
          icon("question"),
          h(
            "span",
            { class: "grow" },
            h("b", {}, t(`question.${share.network}`)),
            h("span", { class: "s m2" }, share.title),
          ),
          icon("next"),
        ),
      ),
    ),
  );
}
