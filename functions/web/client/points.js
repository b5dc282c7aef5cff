// The points of the prize race, shown in the header on every screen.

import { get } from "./api.js";
import { h } from "./elements.js";
import { isTrouble } from "./telling.js";
import { number, t } from "./texts.js";

const STANDINGS_FOLLOW = [1500, 4000, 8000];

/** Make the link that shows them; it is hidden until they are known. */
export function pointsLink() {
  return h("a", { class: "pts end num", href: "/race", hidden: true });
}

/** Show the points; after a deed of one's own (`follow`) the standings come within seconds. */
export async function showPoints(link, race, signal, { follow = true, then = () => {} } = {}) {
  for (const wait of [0, ...(follow ? STANDINGS_FOLLOW : [])]) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (signal.aborted) return;
    try {
      const own = await get(`/races/${race}/place`, { signal });
      link.replaceChildren(
        number(own.points),
        h("span", { "aria-hidden": "true" }, ` ${t("points.unit")}`),
        h("span", { class: "vh" }, ` ${t("points.in_prize_race", { n: own.points })}`),
      );
      link.hidden = false;
      then(own);
    } catch (error) {
      // The screen itself says what is wrong; without the points it is whole.
      if (!isTrouble(error)) throw error;
      return;
    }
  }
}
