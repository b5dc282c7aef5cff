// My page: balances, today's limits, ledger, own shares, rewards, settings, data. Larger parts have their own modules.

import { isExpected } from "../core/announce.js";
import { readMyAwards, readPoints, readRewards, readShares, readSuggestions } from "../core/api.js";
import { button, h, icon, notice } from "../core/dom.js";
import { moment, number, t } from "../core/texts.js";
import { dataSection } from "./data.js";
import { queuedAnswer } from "../share/offline_queue.js";
import { ledger, when } from "./ledger.js";
import { passkeys } from "./passkeys.js";
import { readers } from "./readers.js";
import { rewards } from "./rewards.js";
import { sessions } from "./sessions.js";
import { settings } from "./settings.js";

/** Draw the screen; the rewards follow when they have been read. */
export async function me(view) {
  const [points, own, place] = await Promise.all([
    readPoints(),
    readShares(),
    view.place,
  ]);
  const names = (entries) => namesOf(own.items, entries);
  const history = h("div", {}, await ledger(points, names, view));
  const money = h("div", {}, balances(points, place));
  const spent = async (now) => {
    money.replaceChildren(balances(now, place));
    history.replaceChildren(await ledger(now, names, view));
  };
  if (view.url.hash === "#settings") setTimeout(() => scrollToHeading("settings"));
  return h(
    "div",
    { class: "stack-l" },
    h(
      "div",
      { class: "row" },
      h("div", { class: "grow" }, h("h1", {}, t("nav.me")), h("p", { class: "m2" }, view.person.name)),
      h("a", { class: "lnk", href: "#settings" }, t("me.settings_link")),
    ),
    readers(view),
    money,
    today(points.today),
    h(
      "p",
      { class: "row" },
      h("a", { class: "lnk", href: "/points" }, t("points.title")),
      h("a", { class: "lnk", href: "/invite" }, t("invite.title")),
    ),
    history,
    shares(own.items, view),
    loadLater(view, async () => {
      const [won, offered] = await Promise.all([readMyAwards, readRewards].map((read) => read({ signal: view.signal })));
      return rewards(offered, won, points, view, spent);
    }),
    settings(view),
    loadLater(view, async () => {
      const part = await passkeys(view);
      if (view.url.hash === "#passkeys") setTimeout(() => scrollToHeading("passkeys"));
      return part;
    }),
    loadLater(view, () => sessions(view)),
    dataSection(view),
  );
}

/** Return a place for a part of the page that is being read; it shows an error where that fails. */
function loadLater(view, load) {
  const place = h("div", { hidden: true });
  load().then(
    (part) => {
      if (part) place.replaceWith(part);
      else place.remove();
    },
    (error) => {
      if (view.signal.aborted) return;
      if (!isExpected(error)) console.error(error);
      place.replaceChildren(notice("bad", "bad", h("p", {}, t("error.ours"))));
      place.hidden = false;
    },
  );
  return place;
}

/** Return the titles that ledger entries refer to, by share, content and reward; read only where an entry needs them. */
async function namesOf(shares, entries) {
  const has = (...activities) => entries.some(({ activity }) => activities.includes(activity));
  const [suggestions, awards] = await Promise.all([
    has("suggestion_accepted") ? readSuggestions() : [],
    has("claim", "refund") ? readMyAwards() : [],
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
    place && balance(t("me.in_race"), place.points),
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

/** Move focus and view to a part of the page by its heading. */
function scrollToHeading(id) {
  const heading = document.getElementById(id);
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView();
}

const SHOWN = 5;

/** Draw the person's newest shares, and a button that shows the others. */
function shares(own, view) {
  const rows = own.filter(({ code }) => queuedAnswer(code) !== "decline").map((share) => row(share));
  const rest = rows.slice(SHOWN);
  for (const one of rest) one.hidden = true;
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "own-shares" },
    h("h2", { id: "own-shares" }, t("me.shares")),
    rows.length
      ? h("ul", { class: "card flush list" }, rows)
      : h("div", { class: "empty card" }, icon("offer"), h("p", {}, t("me.no_shares")), h("p", {}, h("a", { class: "lnk", href: "/" }, t("offer.see")))),
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
        !isOpen && t(share.clicks > 0 ? "me.share_readers" : "me.share_no_readers", { n: share.clicks }),
        ...reactions(share.post),
        when(new Date(share.opened_at)),
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
