// The draw of a race: what was promised before it, and, once it is over, the check that anybody can redo.

import { get, Problem } from "../core/api.js";
import { button, h, icon, notice, working } from "../core/dom.js";
import { day, number, t } from "../core/texts.js";

const SHOWN = 10;

/** Draw what is frozen of a closed race, with one's own ticket and the draw. */
export function closedRace(top, view) {
  const section = h("section", { class: "stack-s", "aria-labelledby": "draw" }, h("h2", { id: "draw" }, t("draw.title")));
  const own = h("div", {});
  const rest = h("div", { class: "stack" });
  section.append(
    h("p", {}, t("draw.frozen")),
    h("p", { class: "card" }, h("b", {}, t("draw.fingerprint")), h("br"), code(top.fingerprint)),
    own,
    rest,
  );
  get(`/races/${top.race}/ticket`, { signal: view.signal }).then((ticket) => own.replaceChildren(...ownTicket(ticket)), quietly);
  get(`/races/${top.race}/draw`, { signal: view.signal }).then((facts) => rest.replaceChildren(...drawn(facts)), quietly);
  return section;
}

/** Draw the promise of a race that runs and has a prize to draw; null where there is none. */
export function promise(race, rewards, view) {
  if (!rewards.some((reward) => reward.race === race.race && reward.way === "draw")) return null;
  const place = h("div", {});
  get(`/races/${race.race}/draw`, { signal: view.signal }).then(
    (facts) =>
      place.replaceChildren(
        h(
          "details",
          { class: "card" },
          h("summary", { class: "b" }, t("draw.how")),
          h("p", {}, t("draw.promise", { day: day(facts.seed_promised.slice(0, 10)) })),
          h("p", {}, code(facts.seed_hash)),
        ),
      ),
    quietly,
  );
  return place;
}

/** Redo a draw as the script does: check seed and list against their hashes, then order the tickets. */
async function redone({ seed, seed_hash, list_hash, tickets }) {
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

function ownTicket({ ticket, drawn: takesPart, place }) {
  if (place === null) return [h("p", { class: "m2" }, t("draw.not_listed"))];
  return [
    h(
      "p",
      { class: "card" },
      h("b", {}, t("draw.own_ticket")),
      h("br"),
      code(ticket),
      h("br"),
      h("span", { class: "s m2" }, t(takesPart ? "draw.in" : "draw.out")),
    ),
  ];
}

function drawn(facts) {
  if (!facts.seed) return [h("p", { class: "m2" }, t("draw.not_yet"))];
  const result = h("div", { class: "stack-s", role: "status" });
  const check = button(t("draw.check"), {
    class: "btn sec",
    on: {
      click: ({ currentTarget }) =>
        working(currentTarget, t("draw.checking"), async () => result.replaceChildren(...told(await redone(facts)))),
    },
  });
  const fact = (name, value) => h("div", {}, h("dt", { class: "b" }, t(name)), h("dd", {}, value));
  return [
    h("p", {}, t("draw.check_more")),
    h("p", {}, check),
    result,
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

function told({ wrong, order }) {
  if (wrong) return [notice("bad", "bad", h("p", {}, t(`draw.wrong.${wrong}`)))];
  return [
    notice("ok", "done", h("p", {}, t("draw.right", { n: order.length }))),
    h(
      "ol",
      { class: "tickets" },
      order.slice(0, SHOWN).map((ticket) => h("li", {}, code(ticket))),
    ),
  ].slice(0, order.length ? 2 : 1);
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

// Without what was asked for, the rest of the page is whole; a race that was never opened has no draw.
function quietly(error) {
  if (error.name !== "AbortError" && !(error instanceof Problem)) throw error;
}
