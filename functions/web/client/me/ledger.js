// The points history: every entry with its reason in words, the newest first.

import { reportFailure } from "../core/announce.js";
import { readPoints } from "../core/api.js";
import { button, h, icon, whileBusy } from "../core/dom.js";
import { clock, day, hasText, moment, number, t } from "../core/texts.js";

/** Draw the first page of entries, and a button for older ones; `namesOf` returns the titles that entries refer to. */
export async function ledger(page, namesOf, view) {
  const names = await namesOf(page.items);
  const list = h("ul", { class: "led card flush" }, page.items.map((entry) => entryRow(entry, names, view)));
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "ledger" },
    h("h2", { id: "ledger" }, t("me.ledger")),
    page.items.length ? list : h("div", { class: "empty card" }, icon("race"), h("p", {}, t("me.no_entries"))),
    page.next && more(page, list, namesOf, view),
    page.openings.length > 0 && openings(page.openings),
  );
}

/** Draw when an admin looked at these points, and why. */
function openings(opened) {
  const lines = opened.map(({ opened_at: at, opened_for: cause, reason }) =>
    h("li", {}, t("me.opening", { cause: t(`me.opening.${cause}`), reason, time: moment(new Date(at)) })));
  return [h("h3", { class: "f-m" }, t("me.openings")), h("ul", { class: "dots s" }, lines)];
}

function entryRow(entry, names, view) {
  const details = [...subjectsOf(entry, names), ...entry.reasons.map((reason) => reasonText(reason, view)), when(new Date(entry.entered_at))];
  return h(
    "li",
    { tabindex: "-1" },
    h("span", {}, h("b", {}, titleOf(entry, view)), h("br"), h("span", { class: "s m2" }, details.filter(Boolean).join(" · "))),
    h(
      "span",
      { class: `v ${entry.points === 0 ? "z" : entry.points < 0 ? "neg" : ""}` },
      entry.points > 0 ? `+${number(entry.points)}` : number(entry.points),
      h("span", { class: "vh" }, ` ${t("me.points", { n: entry.points })}`),
    ),
  );
}

function titleOf(entry, view) {
  if (entry.activity === "clicks") return t("me.clicks", { n: entry.clicks });
  if (entry.activity === "clicks_refused") return t("me.clicks_refused", { n: entry.clicks, note: entry.note });
  if (entry.activity === "reversal" && entry.note) return t("me.reversed_because", { note: entry.note });
  if (entry.activity === "share_confirmed" && view.networks.get(entry.network)?.is_private) return t("me.activity.share_confirmed.sent");
  return activityText(entry.activity);
}

function activityText(name) {
  return hasText(`me.activity.${name}`) ? t(`me.activity.${name}`) : t("me.activity.other");
}

function subjectsOf(entry, names) {
  if (entry.activity === "reversal" && entry.corrects) {
    return [t("me.corrects", { activity: activityText(entry.corrects.activity), time: moment(new Date(entry.corrects.entered_at)) })];
  }
  if (entry.activity === "claim" || entry.activity === "refund") return [names.reward.get(entry.cause.split("#")[1])];
  const title = names.share.get(entry.code) ?? names.content.get(entry.content);
  return [title, entry.network && t(`network.${entry.network}`)];
}

function reasonText(reason, view) {
  const { daily_shares: shares, daily_points: points, scored_clicks: clicks } = view.programme;
  return t(`me.reason.${reason}`, { n: { daily_shares: shares, daily_points: points, scored_clicks: clicks }[reason] });
}

/** Return a moment in words: the time of today's, "yesterday", the day of older ones. */
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
  let { next } = first;
  const load = async () => {
    const page = await readPoints(next, { signal: view.signal });
    const names = await namesOf(page.items);
    const lines = page.items.map((entry) => entryRow(entry, names, view));
    list.append(...lines);
    next = page.next;
    if (!next) wrapped.remove();
    lines[0]?.focus();
    view.announce(t("me.more_entries", { n: lines.length }));
  };
  const wrapped = h(
    "p",
    {},
    button(t("me.more"), {
      class: "btn sec big",
      on: { click: ({ currentTarget }) => reportFailure(whileBusy(currentTarget, t("frame.loading"), load)) },
    }),
  );
  return wrapped;
}
