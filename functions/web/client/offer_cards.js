// A content on offer: an item of the list, or the card of the one that is wished to be shared.

import { h } from "./elements.js";
import { watch } from "./seen.js";
import { t } from "./texts.js";

/** Draw a content in the list. */
export function item(row, view, marks) {
  return watch(
    row.content,
    view,
    h("li", { class: "item" }, h("h2", { lang: foreign(row) }, title(row)), h("p", { class: "s m2" }, facts(row, view)), marks.of(row), picture(row)),
  );
}

/** Draw the content that is wished to be shared, before the list. */
export function lead(row, view, marks) {
  return watch(
    row.content,
    view,
    h(
      "article",
      { class: "card flush lead" },
      picture(row, { lazy: false }),
      h(
        "div",
        { class: "in stack-s" },
        h("p", { class: "row" }, marks.isNew(row) && h("span", { class: "tag new" }, t("offer.new")), h("span", { class: "s m2" }, t("offer.wished"))),
        h("h2", { lang: foreign(row) }, title(row)),
        h("p", { class: "s m2" }, facts(row, view)),
        !marks.isNew(row) && marks.of(row),
      ),
    ),
  );
}

/** Return a content's channel, and its language where that is another than the reader's. */
export function source(channel, language) {
  const other = language !== document.documentElement.lang;
  return other && ["fi", "sv", "en"].includes(language) ? `${channel} · ${t(`language.in.${language}`)}` : channel;
}

function title(row) {
  return h("a", { class: "hit", href: `/share/${row.content}` }, row.title);
}

/** Return what is known of a content in one line: its channel and language, how long it takes, who has shared it. */
export function facts(row, view) {
  return [
    source(view.channels.get(row.channel)?.name ?? row.channel, row.language),
    row.minutes && t("offer.minutes", { n: row.minutes }),
    row.sharers && t("offer.sharers", { n: row.sharers }),
  ]
    .filter(Boolean)
    .join(" · ");
}

function foreign(row) {
  return row.language === document.documentElement.lang ? null : row.language;
}

/** Draw a content's picture, if it was copied to our own address; without one the text takes the room. */
export function picture(row, { lazy = true } = {}) {
  if (!row.picture?.startsWith("/picture/")) return null;
  return h("img", { src: row.picture, alt: "", loading: lazy ? "lazy" : null });
}
