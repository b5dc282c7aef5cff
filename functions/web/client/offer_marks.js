// What is known of a content from the person's shares and from this device, and how it is marked.

import { recalled } from "./device.js";
import { h, icon } from "./elements.js";
import { seenHere } from "./seen.js";
import { moment, t } from "./texts.js";

export class Marks {
  constructor(shares, since) {
    this.since = since;
    this.opened = new Set(recalled("opened", []));
    this.seen = seenHere();
    this.clicks = new Map();
    this.reminders = new Map();
    for (const share of shares) {
      if (share.state === "confirmed") {
        this.clicks.set(share.content, (this.clicks.get(share.content) ?? 0) + share.clicks);
      } else if (share.state === "opened" && share.remind_at && new Date(share.remind_at) > new Date()) {
        this.reminders.set(share.content, new Date(share.remind_at));
      }
    }
  }

  isShared(row) {
    return this.clicks.has(row.content);
  }

  isNew(row) {
    return !this.isShared(row) && !this.opened.has(row.content) && new Date(row.published) > this.since;
  }

  /** Tell whether the editors wish this to be shared now, and this person has not yet. */
  isWished(row) {
    return Boolean(row.wished_until) && !this.isShared(row) && new Date() < new Date(`${row.wished_until}T23:59:59`);
  }

  /** Draw the one mark that says most. */
  of(row) {
    if (this.isShared(row)) {
      const n = this.clicks.get(row.content);
      return h("p", { class: "mk ok" }, icon("done"), n ? t("offer.shared_clicks", { n }) : t("offer.shared"));
    }
    if (this.reminders.has(row.content)) {
      return h("p", { class: "mk" }, icon("clock"), t("offer.reminder", { moment: moment(this.reminders.get(row.content)) }));
    }
    if (this.isNew(row)) return h("p", {}, h("span", { class: "tag new" }, t("offer.new")));
    const known = this.opened.has(row.content) || this.seen.has(row.content);
    return known && h("p", { class: "mk" }, icon("seen"), t("offer.seen"));
  }
}
