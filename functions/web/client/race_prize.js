// What a race is for: a ticket for each of its prizes, with the days that are left.

import { h, icon } from "./elements.js";
import { ending } from "./race_periods.js";
import { t } from "./texts.js";

/** Draw the tickets of a race's prizes; none for a race that is for the pleasure alone. */
export function prizeTickets(chosen, rewards) {
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
          chosen.last && [h("br"), h("span", { class: "s m2" }, ending(chosen))],
        ),
      ),
    );
}
