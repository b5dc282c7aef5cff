// What is on offer: the newest contents, each marked with what this person has done with it.

import { get } from "./api.js";
import { button, h, icon, working } from "./elements.js";
import { lastVisit, newSince, recalled } from "./device.js";
import { placeCard } from "./race.js";
import { t } from "./texts.js";

const WAITS_DAYS = 7;
const A_DAY = 24 * 60 * 60 * 1000;

/** Draw the screen. */
export async function offer(view) {
  const now = new Date();
  const visit = lastVisit(now);
  const place = h("div", {});
  const [page, { shares }] = await Promise.all([get("/contents"), get("/shares")]);
  get(`/races/${view.races.prize}/place`, { signal: view.signal }).then(
    (own) => place.replaceChildren(placeCard(own, { link: "/race" })),
    () => place.remove(),
  );
  const marks = new Marks(shares, newSince(visit, now));
  const fresh = page.contents.filter((row) => marks.isNew(row)).length;
  const list = h("ul", { class: "card flush list" }, page.contents.map((row) => item(row, view, marks)));
  return h(
    "div",
    { class: "stack" },
    h("div", {}, h("h1", {}, t("nav.offer")), h("p", { class: "m2" }, news(fresh, visit, now))),
    waiting(shares, now),
    place,
    page.contents.length ? list : empty(),
    page.next && more(page.next, list, view, marks),
  );
}

/** What is known of a content from the person's shares and this device. */
class Marks {
  constructor(shares, since) {
    this.since = since;
    this.opened = new Set(recalled("opened", []));
    this.clicks = new Map();
    for (const share of shares) {
      if (share.state === "confirmed") {
        this.clicks.set(share.content, (this.clicks.get(share.content) ?? 0) + share.clicks);
      }
    }
  }

  isNew(row) {
    return !this.clicks.has(row.content) && !this.opened.has(row.content) && new Date(row.published) > this.since;
  }

  of(row) {
    if (this.clicks.has(row.content)) {
      const n = this.clicks.get(row.content);
      return h("p", { class: "mk ok" }, icon("done"), n ? t("offer.shared_clicks", { n }) : t("offer.shared"));
    }
    return this.isNew(row) && h("p", {}, h("span", { class: "tag new" }, t("offer.new")));
  }
}

function item(row, view, marks) {
  const channel = view.channels.get(row.channel);
  const foreign = row.language === document.documentElement.lang ? null : row.language;
  return h(
    "li",
    { class: "item" },
    h("h2", { lang: foreign }, h("a", { class: "hit", href: `/share/${row.content}` }, row.title)),
    h("p", { class: "s m2" }, source(channel?.name ?? row.channel, row.language)),
    marks.of(row),
  );
}

/** Return a content's channel, and its language where that is another than the reader's. */
export function source(channel, language) {
  const foreign = language !== document.documentElement.lang;
  return foreign && ["fi", "sv", "en"].includes(language) ? `${channel} · ${t(`language.in.${language}`)}` : channel;
}

function news(n, visit, now) {
  if (!n) return t("offer.no_news");
  if (!visit || now - visit > 6 * A_DAY || visit.toDateString() === now.toDateString()) return t("offer.news", { n });
  return t("offer.news_since", { n, weekday: t(`weekday.since.${visit.getDay() || 7}`) });
}

/** Ask once more about shares that were opened lately and neither confirmed nor declined. */
function waiting(shares, now) {
  const declined = new Set(recalled("declined", []));
  const open = shares.filter(
    (share) =>
      share.state === "opened" && !declined.has(share.code) && now - new Date(share.opened) < WAITS_DAYS * A_DAY,
  );
  if (!open.length) return null;
  return h(
    "ul",
    { class: "card flush list", "aria-label": t("offer.waiting") },
    open.slice(0, 3).map((share) =>
      h(
        "li",
        {},
        h(
          "a",
          { class: "net", href: `/share/${share.content}?share=${share.code}` },
          icon("question"),
          h(
            "span",
            { class: "grow" },
            h("b", {}, t(`question.${share.network}`)),
            h("span", { class: "s m2" }, share.title),
          ),
          icon("next"),
        ),
      ),
    ),
  );
}

function empty() {
  return h("div", { class: "empty card" }, icon("offer"), h("p", {}, t("offer.empty")));
}

function more(cursor, list, view, marks) {
  let next = cursor;
  const load = async () => {
    const page = await get(`/contents?cursor=${encodeURIComponent(next)}`, { signal: view.signal });
    const items = page.contents.map((row) => item(row, view, marks));
    list.append(...items);
    next = page.next;
    if (!next) wrapped.remove();
    items[0]?.querySelector("a").focus();
    view.announce(t("offer.loaded", { n: items.length }));
  };
  const wrapped = h(
    "p",
    {},
    button(t("offer.more"), {
      class: "btn sec big",
      on: {
        click: ({ currentTarget }) =>
          working(currentTarget, t("frame.loading"), load).catch(() => view.say(t("error.ours"), "bad")),
      },
    }),
  );
  return wrapped;
}
