// The readers that one's shares brought: on one's own page, and as news since the last visit, which is told once.

import { readReaders, tellReaders } from "../core/api.js";
import { h, notice } from "../core/dom.js";
import { t } from "../core/texts.js";

/** Draw the readers of this quarter's shares, and what everybody brought this month. */
export function readers(view) {
  return drawn(view, ({ quarter, together }) => {
    const lines = [
      quarter.shares > 0 && h("p", { class: "f-m" }, t(quarter.readers > 0 ? "readers.quarter" : "readers.none_yet", { n: quarter.readers })),
      together.shares !== null && h("p", { class: "m2" }, everybody(together)),
    ].filter(Boolean);
    return lines.length > 0 && h("section", { class: "card stack-s", "aria-labelledby": "readers" }, h("h2", { class: "f-m", id: "readers" }, t("readers.title")), lines);
  });
}

/** Say how many clicks have come since the last visit: once, on whichever device comes first. */
export function clickNews(view) {
  return drawn(view, ({ news, total }) => {
    if (!news) return null;
    // Where this fails, the same news comes again, which is better than none.
    tellReaders(total).catch(() => {});
    const words = [t("readers.news", { n: news.clicks }), news.points > 0 && t("readers.points", { n: news.points })];
    return notice("ok", "seen", h("p", {}, `${words.filter(Boolean).join(", ")}.`));
  });
}

/** Return a place for what is drawn once it has been read; the screen does not wait, and is complete without it. */
function drawn(view, draw) {
  const place = h("div", { hidden: true });
  readReaders({ signal: view.signal }).then(
    (found) => {
      const part = draw(found);
      if (!part) return place.remove();
      place.replaceChildren(part);
      place.hidden = false;
      if (part.classList.contains("note")) view.announce(part.textContent);
    },
    () => place.remove(),
  );
  return place;
}

function everybody({ shares, readers: clicked }) {
  const counts = [t("readers.shares", { n: shares }), clicked !== null && t("readers.readers", { n: clicked })];
  return t("readers.together", { counts: counts.filter(Boolean).join(", ") });
}
