// My page: what I have, why, and what I am sent. Its parts have modules of their own.

import { isTrouble } from "../core/announce.js";
import { get } from "../core/api.js";
import { button, h, icon, notice } from "../core/dom.js";
import { moment, number, t } from "../core/texts.js";
import { mine } from "./data.js";
import { ledger, when } from "./ledger.js";
import { rewards } from "./rewards.js";
import { settings } from "./settings.js";

/** Draw the screen; what stands further down comes when it comes. */
export async function me(view) {
  const [points, own, place] = await Promise.all([
    get("/points"),
    get("/shares"),
    get(`/races/${view.races.prize}/place`),
  ]);
  const history = await ledger(points, (entries) => namesOf(own.shares, entries), view);
  const topics = get("/contents", { signal: view.signal }).then(({ contents }) => contents.flatMap((row) => row.topics));
  if (view.url.hash === "#settings") setTimeout(() => lead("settings"));
  return h(
    "div",
    { class: "stack-l" },
    h(
      "div",
      { class: "row" },
      h("div", { class: "grow" }, h("h1", {}, t("nav.me")), h("p", { class: "m2" }, view.person.name)),
      h("a", { class: "lnk", href: "#settings" }, t("me.settings_link")),
    ),
    balances(points, place),
    today(points.today),
    history,
    shares(own.shares, view),
    later(view, async () => {
      const [won, offered] = await Promise.all(["/me/awards", "/rewards"].map((path) => get(path, { signal: view.signal })));
      return rewards(offered.rewards, won.awards, points, view);
    }),
    settings(topics, view),
    mine(view),
  );
}

/** Keep a place for a part of the page that is on its way; where it fails, the place says so. */
function later(view, load) {
  const place = h("div", { hidden: true });
  load().then(
    (part) => {
      if (part) place.replaceWith(part);
      else place.remove();
    },
    (error) => {
      if (view.signal.aborted) return;
      if (!isTrouble(error)) console.error(error);
      place.replaceChildren(notice("bad", "bad", h("p", {}, t("error.ours"))));
      place.hidden = false;
    },
  );
  return place;
}

/** What the ledger's entries are about, by share, by content and by reward; asked for where an entry needs it. */
async function namesOf(shares, entries) {
  const has = (...deeds) => entries.some(({ deed }) => deeds.includes(deed));
  const [{ suggestions }, { awards }] = await Promise.all([
    has("suggestion_accepted") ? get("/suggestions") : { suggestions: [] },
    has("claim", "refund") ? get("/me/awards") : { awards: [] },
  ]);
  return {
    share: new Map(shares.map((share) => [share.code, share.title])),
    content: new Map(suggestions.map((suggestion) => [suggestion.content, suggestion.title])),
    reward: new Map(awards.map((award) => [award.reward, award.name])),
  };
}

function balances(points, place) {
  const balance = (name, value) => h("div", {}, h("dt", { class: "s m2" }, name), h("dd", { class: "fig" }, number(value)));
  return h(
    "dl",
    { class: "card kpi three" },
    balance(t("me.in_race"), place.points),
    balance(t("me.spendable"), points.spendable),
    balance(t("me.lifetime"), points.lifetime),
  );
}

function today({ shares, most_shares: mostShares, points, most_points: mostPoints }) {
  const used = [t("me.today_shares", { n: mostShares, used: shares }), t("me.today_points", { n: mostPoints, used: points })];
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "today" },
    h("div", { class: "row" }, h("h2", { class: "f-m", id: "today" }, t("me.today")), h("p", { class: "s m2 end num" }, used.join(" · "))),
    mostPoints > 0 && h("progress", { max: mostPoints, value: Math.min(points, mostPoints), "aria-label": `${t("me.today")}: ${used[1]}` }),
  );
}

/** Lead to a part of the page by its heading. */
function lead(id) {
  const heading = document.getElementById(id);
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView();
}

// One's own shares: what each has brought, and the question about those that are not confirmed.

const SHOWN = 5;

/** Draw the newest shares, and a button that shows the others. */
function shares(own, view) {
  const rows = own.map((share) => row(share));
  const rest = rows.slice(SHOWN);
  for (const one of rest) one.hidden = true;
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "own-shares" },
    h("h2", { id: "own-shares" }, t("me.shares")),
    rows.length
      ? h("ul", { class: "card flush list" }, rows)
      : h("div", { class: "empty card" }, icon("offer"), h("p", {}, t("me.no_shares")), h("p", {}, h("a", { class: "lnk", href: "/" }, t("thanks.more")))),
    rest.length > 0 && all(rest, view),
  );
}

function row(share) {
  const isOpen = share.state === "opened";
  return h(
    "li",
    { class: "item", tabindex: "-1" },
    h("h3", {}, h("a", { class: "hit", href: `/share/${share.content}?share=${share.code}` }, share.title)),
    h(
      "p",
      { class: "s m2" },
      [
        t(`network.${share.network}`),
        !isOpen && t("me.share_clicks", { n: share.clicks }),
        ...reactions(share.post),
        when(new Date(share.opened)),
      ]
        .filter(Boolean)
        .join(" · "),
    ),
    state(share),
  );
}

function state(share) {
  if (share.state !== "opened") return h("p", { class: "mk ok" }, icon("done"), t("me.confirmed"));
  if (share.remind_at) return h("p", { class: "mk" }, icon("clock"), t("me.reminder", { time: moment(new Date(share.remind_at)) }));
  return h("p", { class: "mk" }, icon("question"), t(`question.${share.network}`));
}

function reactions(post) {
  if (!post) return [];
  const counts = { likes: post.likes, reposts: post.reposts + post.quotes, replies: post.replies };
  return Object.entries(counts).filter(([, n]) => n).map(([name, n]) => t(`me.post.${name}`, { n }));
}

function all(rest, view) {
  const show = ({ currentTarget }) => {
    for (const one of rest) one.hidden = false;
    currentTarget.parentElement.remove();
    rest[0].querySelector("a").focus();
    view.announce(t("me.more_shares", { n: rest.length }));
  };
  return h("p", {}, button(t("me.all_shares", { n: rest.length + SHOWN }), { class: "btn sec big", on: { click: show } }));
}
