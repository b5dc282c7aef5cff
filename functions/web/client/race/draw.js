// The draw of a race: what was promised before it, and once it is closed the check that anybody can redo.

import { readDraw, readTicket } from "../core/api.js";
import { button, h, icon, notice, whileBusy } from "../core/dom.js";
import { Problem } from "../core/http.js";
import { day, euros, moment, number, t } from "../core/texts.js";
import { localDay } from "./periods.js";

const SHOWN = 10;

/** Draw what is frozen of a closed race, with the person's ticket and the draw. */
export function closedRace(top, view) {
  const section = h("section", { class: "stack-s", "aria-labelledby": "draw" }, h("h2", { id: "draw" }, t("draw.title")));
  const own = h("div", {});
  const rest = h("div", { class: "stack" });
  const hashes = h("dl", { class: "stack-s" }, fact("draw.fingerprint", code(top.fingerprint)));
  section.append(
    own,
    rest,
    h("details", { class: "card" }, h("summary", { class: "b" }, t("draw.hashes")), h("p", {}, t("draw.frozen")), hashes),
  );
  readTicket(top.race, { signal: view.signal }).then((mine) => {
    own.replaceChildren(ownTicket(mine));
    if (mine.place !== null) hashes.append(fact("draw.own_ticket", code(mine.ticket)));
  }, ignoreExpected);
  readDraw(top.race, { signal: view.signal }).then((facts) => rest.replaceChildren(...drawFacts(facts)), ignoreExpected);
  return section;
}

/** Draw the promise of a running race that has prizes; null where there are none. */
export function promise(race, rewards, view) {
  if (!rewards.some((reward) => reward.race === race.race)) return null;
  const place = h("div", {});
  readDraw(race.race, { signal: view.signal }).then(
    (facts) =>
      place.replaceChildren(
        h(
          "details",
          { class: "card" },
          h("summary", { class: "b" }, t("draw.how")),
          h(
            "p",
            {},
            t(facts.was_running ? "draw.promise_late" : "draw.promise", { day: day(localDay(new Date(facts.seed_promised_at))) }),
          ),
          h("p", {}, code(facts.seed_hash)),
          terms(facts),
          promises(),
        ),
      ),
    ignoreExpected,
  );
  return place;
}

/** Draw what a race pays for, what admins did while it ran, and whose tickets it does not have. */
function terms({ terms: fixed, was_running: late, interventions, excluded }) {
  const item = (text) => h("li", {}, text);
  const counted = (name, found) => found.map(({ reason, number: n }) => item(t(`draw.${name}.${reason}`, { n })));
  return h(
    "section",
    { class: "stack-s" },
    h("h3", {}, t("draw.terms.title")),
    h("p", {}, fixed ? t(late ? "draw.terms.late" : "draw.terms.fixed", { moment: moment(new Date(fixed.stood_at)) }) : t("draw.terms.later")),
    fixed && [
      h(
        "ul",
        {},
        item(t("draw.terms.minimum", { n: fixed.minimum_points })),
        fixed.offers.map(({ way, name, number: n, value_cents: cents }) =>
          item(t(`draw.terms.${way}`, { name, n, value: euros(cents) })),
        ),
        !fixed.offers.length && item(t("draw.terms.none")),
        item(t("race.rule")),
        item(t("draw.terms.left_out", { n: fixed.left_out.length })),
      ),
      h("p", {}, t("draw.terms.hash"), h("br"), code(fixed.hash)),
    ],
    h("h3", {}, t("draw.interventions")),
    interventions.length
      ? h("ul", {}, counted("intervention", interventions))
      : h("p", { class: "m2" }, t("draw.interventions_none")),
    excluded.length > 0 && [h("h3", {}, t("draw.excluded")), h("ul", {}, counted("excluded", excluded))],
  );
}

/** Draw what is promised of a draw, and what is not. */
function promises() {
  return h(
    "section",
    { class: "stack-s" },
    h("h3", {}, t("draw.promised.title")),
    h("p", {}, t("draw.promised.yes")),
    h("p", {}, t("draw.promised.witness")),
    h("p", {}, t("draw.promised.no")),
  );
}

/** Redo a draw as the script does: check seed and list against their hashes, then order the tickets. */
async function redoDraw({ seed, seed_hash, list_hash, tickets }) {
  const sorted = [...tickets].sort();
  const seedBytes = bytes(seed);
  if ((await sha256(seedBytes)) !== seed_hash) return { wrong: "seed" };
  if ((await sha256(new TextEncoder().encode(sorted.join("\n")))) !== list_hash) return { wrong: "list" };
  const start = [...seedBytes, ...bytes(list_hash)];
  const keyed = await Promise.all(
    sorted.map(async (ticket) => [await sha256(new Uint8Array([...start, ...bytes(ticket)])), ticket]),
  );
  return { order: keyed.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, ticket]) => ticket) };
}

function ownTicket({ drawn: takesPart, place }) {
  if (place === null) return h("p", { class: "m2" }, t("draw.not_listed"));
  return h("p", {}, t(takesPart ? "draw.in" : "draw.out"));
}

function fact(name, value) {
  return h("div", {}, h("dt", { class: "b" }, t(name)), h("dd", {}, value));
}

function drawFacts(facts) {
  if (!facts.seed) return [h("p", { class: "m2" }, t("draw.not_yet"))];
  const result = h("div", { class: "stack-s", role: "status" });
  const check = button(t("draw.check"), {
    class: "btn sec",
    on: {
      click: ({ currentTarget }) =>
        whileBusy(currentTarget, t("draw.checking"), async () => result.replaceChildren(...checkResult(await redoDraw(facts)))),
    },
  });
  return [
    h("p", {}, t("draw.check_more")),
    h("p", {}, check),
    result,
    h("details", { class: "card" }, h("summary", { class: "b" }, t("draw.how")), terms(facts), promises()),
    h(
      "details",
      { class: "card" },
      h("summary", { class: "b" }, t("draw.yourself")),
      h(
        "dl",
        { class: "stack-s" },
        fact("draw.seed_hash", code(facts.seed_hash)),
        fact("draw.seed", code(facts.seed)),
        fact("draw.list_hash", code(facts.list_hash)),
        fact("draw.tickets", number(facts.tickets.length)),
        fact("draw.minimum", number(facts.minimum_points ?? 0)),
        fact("draw.order", code(facts.order)),
      ),
      h("p", {}, t("draw.script")),
      h("pre", { tabindex: "0", role: "region", "aria-label": t("draw.script_name") }, h("code", {}, facts.script)),
      h(
        "p",
        { class: "row" },
        download("arvonta.py", "text/x-python", facts.script, t("draw.get_script")),
        download("arvonta.json", "application/json", JSON.stringify(facts, null, 1), t("draw.get_facts")),
      ),
      h("p", {}, code("python3 arvonta.py arvonta.json")),
    ),
  ];
}

function checkResult({ wrong, order }) {
  if (wrong) return [notice("bad", "bad", h("p", {}, t(`draw.wrong.${wrong}`)))];
  if (!order.length) return [notice("", "info", h("p", {}, t("draw.no_tickets")))];
  return [
    notice("ok", "done", h("p", {}, t("draw.right", { n: order.length }))),
    h(
      "ol",
      { class: "tickets" },
      order.slice(0, SHOWN).map((ticket) => h("li", {}, code(ticket))),
    ),
  ];
}

function download(file, type, text, name) {
  return h(
    "a",
    { class: "lnk", download: file, href: URL.createObjectURL(new Blob([text], { type })) },
    icon("down"),
    name,
  );
}

function code(text) {
  return h("code", { class: "s" }, text);
}

function bytes(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

async function sha256(data) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The rest of the page is complete without these; a race that was never opened has no draw.
function ignoreExpected(error) {
  if (error.name !== "AbortError" && !(error instanceof Problem)) throw error;
}
