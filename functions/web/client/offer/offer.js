// What is on offer: the newest contents, each marked with what this person has done with it.

import { errorText } from "../core/announce.js";
import { readContents, readShares } from "../core/api.js";
import { button, h, icon, notice, showInRow, whileBusy } from "../core/dom.js";
import { clockTime, hasText, t } from "../core/texts.js";
import { clickNews } from "../me/readers.js";
import { placeLine, raceAside } from "./beside.js";
import { item, lastVisit, lead, Marks, newSince } from "./cards.js";
import { Filter } from "./filter.js";
import { introduction } from "./introduction.js";
import { openQuestions } from "./questions.js";
import { topicLinks, topicNames } from "./topics.js";

const A_DAY = 24 * 60 * 60 * 1000;
/** How many contents a search is to find before more are asked for, and how many it reads at a time. */
const ENOUGH = 10;
const MOST_AT_A_TIME = 100;

/** Draw the screen. */
export async function offer(view) {
  const now = new Date();
  const visit = lastVisit(now);
  const [page, { items: shares, choices }] = await Promise.all([readContents(), readShares()]);
  const read = await readOn(page, view.kept?.rows ?? 0, view);
  const marks = new Marks(shares, choices, newSince(visit, now));
  return new Offer(view, read, { shares, choices }, marks, { visit, now }).element;
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

/** The screen: the contents that were read, and the filter by which they are narrowed. */
class Offer {
  constructor(view, page, { shares, choices }, marks, { visit, now }) {
    this.view = view;
    this.rows = page.items;
    this.next = page.next;
    this.marks = marks;
    this.filter = Filter.of(view.url);
    this.justHidden = null;
    this.topicNames = topicNames(view.programme);
    /** Elements of rows: while more is read they stay as they are, what is unfolded and the focus included. */
    this.drawn = new Map();
    this.topics = h("nav", { "aria-label": t("offer.topics") });
    this.fields = h("div", { id: "filters", hidden: true });
    this.opener = h("button", { class: "chip", type: "button", "aria-controls": "filters", on: { click: () => this.toggleFields() } });
    this.body = h("div", { class: "stack" });
    const fresh = this.rows.filter((row) => marks.isNew(row)).length;
    this.element = h(
      "div",
      { class: "feed" },
      h("div", { class: "head" }, h("h1", {}, t("nav.offer")), h("p", { class: "s m2" }, news(fresh, visit, now)), placeLine(view)),
      introduction(view, shares, choices),
      newsOfClicks(view, shares),
      openQuestions(view, shares, now, (share) => this.confirmed(share)),
      raceAside(view),
      h("div", { class: "stack" }, h("div", { class: "narrowing" }, this.opener, this.topics), this.fields, this.body),
    );
    this.narrow(this.filter);
    if (this.filter.isDetailed) this.drawFields();
    // The filter is in the address; another one redraws the list and leaves the rest of the screen alone.
    view.handle({ keep: () => ({ rows: this.rows.length }), follow: (url) => this.follow(Filter.of(url)) });
  }

  get shown() {
    return this.rows.filter((row) => row === this.justHidden || this.fits(row, this.filter));
  }

  fits(row, filter) {
    return filter.fits(row, this.marks, this.view.channels, this.topicNames);
  }

  /** Mark a content as shared, now that its question is answered. */
  confirmed(share) {
    this.marks.add(share);
    this.drawn.clear();
    this.draw();
  }

  /** Choose a topic by its link: the focus stays there, and a screen reader says how many contents are left. */
  async chosen(event, topic) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const filter = this.filter.with({ topic });
    this.view.readdress(filter.path);
    const narrowed = this.narrow(filter);
    this.topics.querySelector("[aria-current]")?.focus();
    await narrowed;
    this.view.announce(t("offer.found", { n: this.shown.length }));
  }

  /** Take what the history leads to. */
  async follow(filter) {
    const narrowed = this.narrow(filter);
    if (!this.fields.hidden) this.drawFields();
    await narrowed;
  }

  /** Narrow the list, and read on: until there is any content, or a search has found enough. */
  async narrow(filter) {
    this.filter = filter;
    this.justHidden = null;
    this.drawn.clear();
    this.draw();
    const wanted = filter.isDetailed ? ENOUGH : 1;
    try {
      while (this.filter === filter && this.next && this.shown.filter((row) => !this.marks.isSunk(row)).length < wanted)
        await this.fetchMore(filter.isDetailed ? MOST_AT_A_TIME : undefined);
    } catch (error) {
      this.view.showToast(errorText(error), "bad");
    }
  }

  async fetchMore(most) {
    const page = await readContents(this.next, { most, signal: this.view.signal });
    this.rows = [...this.rows, ...page.items];
    this.next = page.next;
    this.draw();
  }

  async toggleFields() {
    if (this.fields.hidden) {
      await this.drawFields();
      this.fields.querySelector("input")?.focus();
    } else {
      this.fields.hidden = true;
      this.drawOpener();
    }
  }

  /** Draw the fields of the search, which come late: the list is there without them. */
  async drawFields() {
    try {
      const { filters } = await import("./filters.js");
      const languages = [...new Set([...this.rows.map((row) => row.language), this.filter.values.language])];
      const known = languages.filter((language) => language && hasText(`language.in.${language}`));
      this.fields.replaceChildren(filters(this.filter, this.view, known, (changes) => this.searched(changes)));
      this.fields.hidden = false;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.view.showToast(t("error.offline"), "bad");
    }
    this.drawOpener();
  }

  /** Take what a field of the search has changed; null takes all of it back. */
  async searched(changes) {
    const filter = changes ? this.filter.with(changes) : Filter.of(new URL("/", location.href));
    this.view.readdress(filter.path, { replace: true });
    const narrowed = this.narrow(filter);
    if (!changes) {
      await this.drawFields();
      this.fields.querySelector("input")?.focus();
    }
    await narrowed;
    if (this.filter === filter) this.view.announce(t("offer.found", { n: this.shown.length }));
  }

  drawOpener() {
    const text = t(this.filter.isDetailed ? "offer.narrowed" : "offer.narrow");
    this.opener.setAttribute("aria-expanded", String(!this.fields.hidden));
    this.opener.replaceChildren(icon("search"), h("span", {}, text));
  }

  draw() {
    const focused = document.activeElement;
    this.drawOpener();
    const rows = this.rows.filter((row) => this.fits(row, this.filter.with({ topic: null })));
    const links = topicLinks(rows, this.filter, this.topicNames, { isComplete: !this.next, choose: (...args) => this.chosen(...args) });
    this.topics.replaceChildren(...(links ? [links] : []));
    this.topics.hidden = !links;
    // It is in the page only then.
    if (links) requestAnimationFrame(() => showInRow(links, links.querySelector("[aria-current]")));
    this.body.replaceChildren(...this.parts().filter(Boolean));
    if (this.body.contains(focused)) focused.focus({ preventScroll: true });
  }

  parts() {
    const rows = this.shown;
    if (!rows.length && !this.next) return [this.filter.isEmpty ? this.empty() : nothingFound(this.filter)];
    const wished = rows.find((row) => this.marks.isWished(row));
    const sunk = rows.filter((row) => this.marks.isSunk(row));
    const others = rows.filter((row) => row !== wished && !sunk.includes(row));
    const unfold = (...args) => this.unfold(...args);
    const list = (some) => h("ul", { class: "card flush list" }, some.map((row) => this.item(row, unfold)));
    return [
      !this.next && rows.every((row) => this.marks.isShared(row)) && this.filter.isEmpty && this.allShared(),
      wished && this.once(wished, () => lead(wished, this.view, this.marks, unfold)),
      others.length ? list(others) : null,
      this.next && this.more(),
      sunk.length ? h("section", { class: "stack-s", "aria-labelledby": "sunk" }, h("p", { class: "s m2 b", id: "sunk" }, t("offer.sunk")), list(sunk)) : null,
    ];
  }

  once(row, drawRow) {
    if (!this.drawn.has(row)) this.drawn.set(row, drawRow());
    return this.drawn.get(row);
  }

  item(row, unfold) {
    if (row !== this.justHidden) return this.once(row, () => item(row, this.view, this.marks, unfold));
    return this.drawHidden(row, this.view, (choice) => this.choose(row, choice));
  }

  /** Show below a content what else can be done with it, or fold that again. */
  async unfold(row, element) {
    const opener = element.querySelector(".opener");
    const shown = element.querySelector(".acts");
    opener.setAttribute("aria-expanded", String(!shown));
    if (shown) {
      shown.remove();
      return;
    }
    try {
      const { choiceButtons, hiddenItem } = await import("./choices.js");
      this.drawHidden = hiddenItem;
      element.append(choiceButtons(row, this.marks.choice(row), this.view, (choice) => this.choose(row, choice)));
      element.querySelector(".acts button").focus();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      opener.setAttribute("aria-expanded", "false");
      this.view.showToast(t("error.offline"), "bad");
    }
  }

  /** Take what was just chosen for a content: one that was hidden leaves a way to take that back in its place. */
  choose(row, choice) {
    this.marks.choose(row, choice);
    this.justHidden = choice === "hidden" ? row : null;
    this.drawn.clear();
    this.draw();
    this.body.querySelector(`[data-content="${CSS.escape(row.content)}"] button`)?.focus();
    this.view.announce(t(choice === "hidden" ? "offer.hidden" : choice ? "offer.saved" : "offer.undone", { title: row.title }));
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
      const first = fresh.find((row) => !this.marks.isWished(row) && !this.marks.isSunk(row)) ?? fresh[0];
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

function nothingFound(filter) {
  return h(
    "div",
    { class: "empty card" },
    icon("offer"),
    h("p", {}, t(filter.isDetailed ? "offer.nothing_found" : "offer.topic_empty")),
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
