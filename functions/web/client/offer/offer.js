// What is on offer: the newest contents, each marked with what this person has done with it.

import { readContents, readShares } from "../core/api.js";
import { button, h, icon, notice, showInRow, whileBusy } from "../core/dom.js";
import { clockTime, t } from "../core/texts.js";
import { clickNews } from "../me/readers.js";
import { placeLine, raceAside } from "./beside.js";
import { item, lastVisit, lead, Marks, newSince } from "./cards.js";
import { openQuestions } from "./questions.js";
import { chosenTopic, topicLinks } from "./topics.js";

const A_DAY = 24 * 60 * 60 * 1000;

/** Draw the screen. */
export async function offer(view) {
  const now = new Date();
  const visit = lastVisit(now);
  const [page, { items: shares }] = await Promise.all([readContents(), readShares()]);
  const { items, next } = await readOn(page, view.kept?.rows ?? 0, view);
  return new Offer(view, { items, next }, shares, { visit, now }).element;
}

/** Return a page with as many of the next contents as had been read when the screen was left. */
async function readOn(page, wanted, { signal }) {
  let { items, next } = page;
  while (next && items.length < wanted) {
    const more = await readContents(next, { most: wanted - items.length, signal });
    ({ next } = more);
    items = [...items, ...more.items];
  }
  return { items, next };
}

/** The screen: the contents that were read, and the topic to which they are narrowed. */
class Offer {
  constructor(view, page, shares, { visit, now }) {
    const marks = new Marks(shares, newSince(visit, now));
    this.view = view;
    this.rows = page.items;
    this.next = page.next;
    this.marks = marks;
    this.topic = chosenTopic(view.url);
    this.topics = h("nav", { "aria-label": t("offer.topics") });
    this.body = h("div", { class: "stack" });
    const fresh = this.rows.filter((row) => marks.isNew(row)).length;
    this.element = h(
      "div",
      { class: "feed" },
      h("div", { class: "head" }, h("h1", {}, t("nav.offer")), h("p", { class: "s m2" }, news(fresh, visit, now)), placeLine(view)),
      newsOfClicks(view, shares),
      openQuestions(view, shares, now, (share) => this.confirmed(share)),
      raceAside(view),
      h("div", { class: "stack" }, this.topics, this.body),
    );
    this.narrow(this.topic);
    // The topic is in the address; choosing one redraws the list and leaves the rest of the screen alone.
    view.handle({ keep: () => ({ rows: this.rows.length }), follow: (url) => this.narrow(chosenTopic(url)) });
  }

  get shown() {
    return this.topic === null ? this.rows : this.rows.filter((row) => row.topics.includes(this.topic));
  }

  /** Mark a content as shared, now that its question is answered. */
  confirmed(share) {
    this.marks.add(share);
    this.draw();
  }

  /** Choose a topic by its link: the focus stays there, and a screen reader says how many contents are left. */
  async chosen(event, topic) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.view.readdress(event.currentTarget.getAttribute("href"));
    const narrowed = this.narrow(topic);
    this.topics.querySelector("[aria-current]")?.focus();
    await narrowed;
    this.view.announce(t("offer.found", { n: this.shown.length }));
  }

  /** Show one topic, or all for null. Where none of it has been read yet, read on. */
  async narrow(topic) {
    this.topic = topic;
    this.draw();
    try {
      while (this.topic === topic && !this.shown.length && this.next) await this.fetchMore();
    } catch {
      this.view.showToast(t("error.ours"), "bad");
    }
  }

  async fetchMore() {
    const page = await readContents(this.next, { signal: this.view.signal });
    this.rows = [...this.rows, ...page.items];
    this.next = page.next;
    this.draw();
  }

  draw() {
    const links = topicLinks(this.rows, this.topic, { isComplete: !this.next, choose: (...args) => this.chosen(...args) });
    this.topics.replaceChildren(...(links ? [links] : []));
    this.topics.hidden = !links;
    // It is in the page only then.
    if (links) requestAnimationFrame(() => showInRow(links, links.querySelector("[aria-current]")));
    this.body.replaceChildren(...this.parts().filter(Boolean));
  }

  parts() {
    const rows = this.shown;
    if (!rows.length && !this.next) return [this.topic === null ? this.empty() : nothingOfTopic()];
    const wished = rows.find((row) => this.marks.isWished(row));
    const others = rows.filter((row) => row !== wished);
    this.list = h("ul", { class: "card flush list" }, others.map((row) => item(row, this.view, this.marks)));
    return [
      !this.next && rows.every((row) => this.marks.isShared(row)) && this.topic === null && this.allShared(),
      wished && lead(wished, this.view, this.marks),
      others.length ? this.list : null,
      this.next && this.more(),
    ];
  }

  empty() {
    return h(
      "div",
      { class: "empty card" },
      icon("offer"),
      h("p", {}, t("offer.empty"), " ", nextDigest(this.view)),
      suggest(),
    );
  }

  allShared() {
    return notice("ok", "done", h("p", {}, t("offer.all_shared"), " ", nextDigest(this.view)), suggest());
  }

  more() {
    const load = async () => {
      const before = this.shown.length;
      await this.fetchMore();
      const fresh = this.shown.slice(before);
      const first = fresh.find((row) => !this.marks.isWished(row)) ?? fresh[0];
      this.body.querySelector(`a[href="/share/${first?.content}"]`)?.focus();
      this.view.announce(t("offer.loaded", { n: fresh.length }));
    };
    return h(
      "p",
      {},
      button(t("offer.more"), {
        class: "btn sec big",
        on: {
          click: ({ currentTarget }) =>
            whileBusy(currentTarget, t("frame.loading"), load).catch(() => this.view.showToast(t("error.ours"), "bad")),
        },
      }),
    );
  }
}

/** Ask for news of clicks only where some share has any: everybody's first visit is spared a request. */
function newsOfClicks(view, shares) {
  return shares.some(({ clicks }) => clicks > 0) ? clickNews(view) : null;
}

function news(n, visit, now) {
  if (!n) return t("offer.no_news");
  if (!visit || now - visit > 6 * A_DAY || visit.toDateString() === now.toDateString()) return t("offer.news", { n });
  return t("offer.news_since", { n, weekday: t(`weekday.since.${visit.getDay() || 7}`) });
}

function nothingOfTopic() {
  return h(
    "div",
    { class: "empty card" },
    icon("offer"),
    h("p", {}, t("offer.topic_empty")),
    h("p", {}, h("a", { class: "lnk", href: "/" }, t("offer.show_all"))),
  );
}

function suggest() {
  return h("p", {}, h("a", { class: "lnk", href: "/suggest" }, t("offer.suggest")));
}

/** Return a sentence about when the next digest comes; empty where it has no fixed time. */
function nextDigest({ person, programme }) {
  const days = person.notifications.digest === "days" ? person.notifications.digest_days : [1, 2, 3, 4, 5];
  if (!["days", "daily"].includes(person.notifications.digest) || !programme.digest_time) return "";
  const [hour, minute] = programme.digest_time.split(":").map(Number);
  const now = new Date();
  const passed = now.getHours() > hour || (now.getHours() === hour && now.getMinutes() >= minute);
  const coming = [0, 1, 2, 3, 4, 5, 6, 7].find((ahead) => days.includes(((now.getDay() + 6 + ahead) % 7) + 1) && (ahead || !passed));
  const day = ((now.getDay() + 6 + coming) % 7) + 1;
  return t("offer.next_digest", { weekday: t(`weekday.on.${day}`), time: clockTime(hour, minute) });
}
