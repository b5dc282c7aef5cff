// The topics of what is on offer, as links in one row that scrolls sideways: the chosen one is in the address.

import { h } from "../core/dom.js";
import { number, t } from "../core/texts.js";

/** Draw the links, most used first, with counts where `isComplete`: all contents were read. Null for a single topic. */
export function topicLinks(rows, filter, names, { isComplete, choose }) {
  const chosen = filter.values.topic;
  const counts = new Map();
  for (const topic of rows.flatMap((row) => row.topics).filter((topic) => names.has(topic))) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  if (names.has(chosen) && !counts.has(chosen)) counts.set(chosen, 0);
  if (counts.size < 2) return null;
  const topics = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one) || names.get(one).localeCompare(names.get(other)));
  const link = (topic, name, n) =>
    h(
      "li",
      {},
      h(
        "a",
        {
          class: "chip",
          href: filter.with({ topic }).path,
          "aria-current": topic === chosen ? "true" : null,
          on: { click: (event) => choose(event, topic) },
        },
        h("span", {}, name),
        isComplete && h("span", { class: "num c" }, number(n)),
      ),
    );
  const links = topics.map((topic) => link(topic, names.get(topic), counts.get(topic)));
  return h("ul", { class: "chips line" }, link(null, t("offer.all"), rows.length), links);
}

/** Return what the topics of the library are called in this language, by their ids. */
export function topicNames({ topics }) {
  return new Map(topics.map(({ topic, name }) => [topic, name]));
}
