// What is shown in place of a screen: it is late, it failed, nobody is signed in, the person pauses or is not invited.

import { isExpected } from "../core/announce.js";
import { button, h, notice } from "../core/dom.js";
import { draw, drawFrame, signOutButton, supportLink } from "../core/frame.js";
import { Problem } from "../core/http.js";
import { Offline, Paused, SignedOut } from "../core/session.js";
import { t } from "../core/texts.js";

/** Say that the answer is late; `again` tries again. */
export function drawLate(again) {
  drawNotice(t("error.title"), t("error.slow"), again);
}

/** Draw the error of a screen; `person` is null where nobody is known to be signed in. */
export function drawTrouble(error, { url, person, again }) {
  if (error instanceof SignedOut) {
    leaveForSignIn(url, person ? "over" : null);
    return;
  }
  if (error instanceof Paused) {
    drawPaused(error.person, url, again);
    return;
  }
  if (error instanceof Problem && error.status === 403 && !person) {
    drawOutsider(url);
    return;
  }
  if (!person) drawFrame(url, {}, null);
  if (error instanceof Problem && error.status === 404) {
    drawNotice(t("error.title_not_found"), t("error.not_found"), null);
  } else if (error instanceof Offline) {
    drawNotice(t("error.title_offline"), t("error.offline_screen"), again);
  } else {
    if (!isExpected(error)) console.error(error);
    drawNotice(t("error.title"), t("error.ours"), again);
  }
}

function drawNotice(title, text, again) {
  const way = again
    ? button(t("error.retry"), { class: "btn", on: { click: again } })
    : h("p", {}, h("a", { class: "lnk", href: "/" }, t("offer.see")));
  const banner = notice("bad", "bad", h("p", {}, text));
  draw(h("div", { class: "stack" }, h("h1", { class: "t" }, title), banner, way), { focus: true });
}

/** Go to the sign-in, which is a page of the server's own and leads back here; `reason` says why, or is null. */
function leaveForSignIn(url, reason) {
  const wanted = new URL(url);
  const language = wanted.searchParams.get("lang");
  wanted.searchParams.delete("lang");
  const to = wanted.pathname + wanted.search + (wanted.hash === "#settings" ? wanted.hash : "");
  const asked = Object.entries({ to, reason, lang: language }).filter(([, value]) => value && value !== "/");
  location.replace(asked.length ? `/signin?${new URLSearchParams(asked)}` : "/signin");
}

async function drawPaused(person, url, again) {
  drawFrame(url, {}, null);
  try {
    const { paused } = await import("../me/data.js");
    draw(paused(person), { focus: true });
  } catch {
    drawNotice(t("error.title_offline"), t("error.offline_screen"), again);
  }
}

function drawOutsider(url) {
  drawFrame(url, {}, null);
  const text = h("p", {}, t("outsider.text"), " ", t("signin.ask"), " ", supportLink());
  draw(h("div", { class: "stack" }, h("h1", { class: "t" }, t("outsider.title")), text, signOutButton("btn sec")), { focus: true });
}
