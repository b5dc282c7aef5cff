// A content on offer: an item of the list, or the card of the one that editors wish to be shared; and its marks: what is
// known of it from the person's shares and from this device.

import { h, icon } from "../core/dom.js";
import { hyphenated } from "../core/hyphens.js";
import { seenOnDevice, watch } from "../core/impressions.js";
import { readLocal, writeLocal } from "../core/local_storage.js";
import { hasText, moment, t } from "../core/texts.js";

/** Draw a content in the list; `unfold` is called with its element to show what else can be done with it. */
export function item(row, view, marks, unfold) {
  const element = h(
    "li",
    { class: "item" },
    h("h2", { lang: otherLanguage(row) }, title(row)),
    h("p", { class: "s m2" }, facts(row, view)),
    marks.of(row),
    picture(row),
    actions(row, () => unfold(row, element)),
  );
  return watch(row.content, view, element);
}

/** Draw the button that shows what else can be done with a content: it stands above the card's link. */
function actions(row, unfold) {
  const attributes = { class: "opener", type: "button", "aria-expanded": "false", "aria-label": t("offer.actions", { title: row.title }) };
  return h("button", { ...attributes, on: { click: unfold } }, icon("dots"));
}

/** Draw the content that editors wish to be shared, before the list. */
export function lead(row, view, marks, unfold) {
  const text = h(
    "div",
    { class: "in stack-s" },
    h("p", { class: "row" }, marks.isNew(row) && h("span", { class: "tag new" }, t("offer.new")), h("span", { class: "s m2" }, t("offer.wished"))),
    h("h2", { lang: otherLanguage(row) }, title(row)),
    h("p", { class: "s m2" }, facts(row, view)),
    !marks.isNew(row) && marks.of(row),
    actions(row, () => unfold(row, text)),
  );
  return watch(row.content, view, h("article", { class: "card flush lead" }, picture(row, { lazy: false }), text));
}

/** Return a content's channel, with its language where that is not the reader's. */
function source(channel, language) {
  const other = language !== document.documentElement.lang;
  return other && hasText(`language.in.${language}`) ? `${channel} · ${t(`language.in.${language}`)}` : channel;
}

function title(row) {
  return h("a", { class: "hit", href: `/share/${row.content}` }, hyphenated(row.title, row.language));
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

function otherLanguage(row) {
  return row.language === document.documentElement.lang ? null : row.language;
}

/** Draw a content's picture, if it was copied to our own address, with what it shows in words. */
export function picture(row, { lazy = true } = {}) {
  if (!row.picture_url?.startsWith("/picture/")) return null;
  return h("img", { src: row.picture_url, alt: row.picture_text ?? "", loading: lazy ? "lazy" : null });
}

export class Marks {
  constructor(shares, choices, since) {
    this.since = since;
    this.choices = new Map(choices.map(({ content, choice }) => [content, choice]));
    this.opened = new Set(readLocal("opened", []));
    this.seen = seenOnDevice();
    this.clicks = new Map();
    this.reminders = new Map();
    shares.forEach((share) => this.add(share));
  }

  /** Take a share into account: one that is confirmed, or that a reminder waits for. */
  add(share) {
    if (share.state === "confirmed") {
      this.clicks.set(share.content, (this.clicks.get(share.content) ?? 0) + share.clicks);
    } else if (share.state === "opened" && share.remind_at && new Date(share.remind_at) > new Date()) {
      this.reminders.set(share.content, new Date(share.remind_at));
    }
  }

  /** Return what the person has decided about a content: saved, hidden, objected, or null. */
  choice(row) {
    return this.choices.get(row.content) ?? null;
  }

  choose(row, choice) {
    if (choice) this.choices.set(row.content, choice);
    else this.choices.delete(row.content);
  }

  /** Return whether a content stands below the others: it is shared, or the person does not stand behind it. */
  isSunk(row) {
    return this.isShared(row) || this.choice(row) === "objected";
  }

  isShared(row) {
    return this.clicks.has(row.content);
  }

  isNew(row) {
    return !this.isShared(row) && !this.choice(row) && !this.opened.has(row.content) && new Date(row.published_at) > this.since;
  }

  /** Return whether editors wish this to be shared now, and this person has not shared it. */
  isWished(row) {
    return Boolean(row.wished_until_on) && !this.isSunk(row) && this.choice(row) !== "hidden" && new Date() < new Date(`${row.wished_until_on}T23:59:59`);
  }

  /** Draw the most important mark. */
  of(row) {
    if (this.isShared(row)) {
      const n = this.clicks.get(row.content);
      return h("p", { class: "mk ok" }, icon("done"), n ? t("offer.shared_clicks", { n }) : t("offer.shared"));
    }
    if (this.reminders.has(row.content)) {
      return h("p", { class: "mk" }, icon("clock"), t("offer.reminder", { moment: moment(this.reminders.get(row.content)) }));
    }
    if (this.choice(row) === "objected") return h("p", { class: "mk" }, icon("cross"), t("offer.objected"));
    if (this.choice(row) === "saved") return h("p", { class: "mk ok" }, icon("keep"), t("offer.saved"));
    if (this.isNew(row)) return h("p", {}, h("span", { class: "tag new" }, t("offer.new")));
    const known = this.opened.has(row.content) || this.seen.has(row.content);
    return known && h("p", { class: "mk" }, icon("seen"), t("offer.seen"));
  }
}

const A_VISIT = 30 * 60 * 1000;
const FIRST_LOOK_BACK = 7 * 24 * 60 * 60 * 1000;

/** Return when the visit before this one was (Date), or null at the first; half an hour without a visit begins a new one. */
export function lastVisit(now) {
  const seen = readLocal("visit", { at: 0, before: 0 });
  const before = now - seen.at > A_VISIT ? seen.at : seen.before;
  writeLocal("visit", { at: now.getTime(), before });
  return before ? new Date(before) : null;
}

/** Return since when contents are new: since the last visit, at first for a week. */
export function newSince(visit, now) {
  return visit ?? new Date(now - FIRST_LOOK_BACK);
}
