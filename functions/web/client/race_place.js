// One's own place in a race, and the way to the next one.

import { h, icon } from "./elements.js";
import { place, placeAlone, t } from "./texts.js";

const TOP = 10;

/** Draw one's own place and the way to the next one; with `link` the whole card leads there. */
export function placeCard(own, { link, over = false } = {}) {
  const heading = link
    ? h("a", { class: "hit b", href: link }, t("race.your_place"))
    : h("b", {}, t("race.you_points", { n: own.points }));
  if (own.place === null) {
    const none = t(over ? "race.no_points_then" : "race.no_points");
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
      h("span", { class: "fig num" }, placeAlone(own.place)),
      h("span", { class: "grow" }, heading, h("br"), h("span", { class: "s m2" }, text)),
      link && icon("next"),
    ),
    !link && !over && progress(own),
  );
}

/** Say how far the next place is, and the top ten. */
export function distance(own, { short = false } = {}) {
  const facts = [
    own.place > 1 && own.points_to_next && t("race.to_next", { n: own.points_to_next, place: place(own.place - 1) }),
    own.points_to_top && own.place - 1 !== TOP && t("race.to_top", { n: own.points_to_top }),
  ].filter(Boolean);
  if (!facts.length) return t(own.place === 1 ? "race.leading" : "race.level");
  return short ? facts[0] : facts.join(", ");
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
