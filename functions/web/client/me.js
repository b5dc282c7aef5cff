// My page: what I have, why, and what I am sent. Its parts have modules of their own.

import { get } from "./api.js";
import { h, notice } from "./elements.js";
import { mine } from "./me_data.js";
import { ledger } from "./me_ledger.js";
import { rewards } from "./me_rewards.js";
import { settings } from "./me_settings.js";
import { shares } from "./me_shares.js";
import { isTrouble } from "./telling.js";
import { number, t } from "./texts.js";

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
