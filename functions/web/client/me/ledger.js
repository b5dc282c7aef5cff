// The ledger: every entry with its reason in words, the newest first.

import { told } from "../core/announce.js";
import { get } from "../core/api.js";
import { button, h, icon, working } from "../core/dom.js";
import { clock, day, has, moment, number, t } from "../core/texts.js";

/** Draw the entries that were read, and a button for those before them; `namesOf` answers what entries are about. */
export async function ledger(page, namesOf, view) {
  const names = await namesOf(page.entries);
  const list = h("ul", { class: "led card flush" }, page.entries.map((entry) => line(entry, names, view)));
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "ledger" },
    h("h2", { id: "ledger" }, t("me.ledger")),
    page.entries.length ? list : h("div", { class: "empty card" }, icon("race"), h("p", {}, t("me.no_entries"))),
    page.after && more(page, list, namesOf, view),
  );
}

function line(entry, names, view) {
  const details = [...about(entry, names), ...entry.reasons.map((reason) => why(reason, view)), when(new Date(entry.at))];
  return h(
    "li",
    { tabindex: "-1" },
    h("span", {}, h("b", {}, what(entry)), h("br"), h("span", { class: "s m2" }, details.filter(Boolean).join(" · "))),
    h(
      "span",
      { class: `v ${entry.points === 0 ? "z" : entry.points < 0 ? "neg" : ""}` },
      entry.points > 0 ? `+${number(entry.points)}` : number(entry.points),
      h("span", { class: "vh" }, ` ${t("me.points", { n: entry.points })}`),
    ),
  );
}

function what(entry) {
  if (entry.deed === "clicks") return t("me.clicks", { n: entry.clicks });
  if (entry.deed === "reversal" && entry.note) return t("me.reversed_because", { note: entry.note });
  return deed(entry.deed);
}

function deed(name) {
  return has(`me.deed.${name}`) ? t(`me.deed.${name}`) : t("me.deed.other");
}

function about(entry, names) {
  if (entry.deed === "reversal" && entry.corrects) {
    return [t("me.corrects", { deed: deed(entry.corrects.deed), time: moment(new Date(entry.corrects.at)) })];
  }
  if (entry.deed === "claim" || entry.deed === "refund") return [names.reward.get(entry.cause.split("#")[1])];
  const title = names.share.get(entry.share) ?? names.content.get(entry.content);
  return [title, entry.network && t(`network.${entry.network}`)];
}

function why(reason, view) {
  const { daily_shares: shares, daily_points: points, scored_clicks: clicks } = view.programme;
  return t(`me.reason.${reason}`, { n: { daily_shares: shares, daily_points: points, scored_clicks: clicks }[reason] });
}

/** Return a moment as one speaks of it: today's by the clock, yesterday's as such, others by their day. */
export function when(date) {
  const days = Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);
  if (days === 0) return clock(date);
  if (days === 1) return t("me.yesterday");
  const pad = (part) => String(part).padStart(2, "0");
  return day(`${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`);
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

function more(first, list, namesOf, view) {
  let after = first.after;
  const load = async () => {
    const page = await get(`/points?after=${encodeURIComponent(after)}`, { signal: view.signal });
    const names = await namesOf(page.entries);
    const lines = page.entries.map((entry) => line(entry, names, view));
    list.append(...lines);
    after = page.after;
    if (!after) wrapped.remove();
    lines[0]?.focus();
    view.announce(t("me.more_entries", { n: lines.length }));
  };
  const wrapped = h(
    "p",
    {},
    button(t("me.more"), {
      class: "btn sec big",
      on: { click: ({ currentTarget }) => told(working(currentTarget, t("frame.loading"), load)) },
    }),
  );
  return wrapped;
}
