// Says what happened: to a screen reader, or beside what was pressed, where it takes room of its own and covers nothing.

import { h, icon } from "./dom.js";
import { Problem } from "./http.js";
import { Offline, SignedOut } from "./session.js";
import { t } from "./texts.js";

/** Milliseconds: how long a message goes along to another screen, and how long an action may take that was pressed. */
const CARRIED = 6000;
const LONGEST_ACTION = 30_000;
/** What a message stands below; in a row of a list it stands at its end. */
const ROW = "p, .row, .fld, li";

/** The last element of the page, in which a screen reader hears it. */
export const statusRegion = h("p", { class: "vh", role: "status" });

const toast = h("div", { class: "toast", role: "status" });
const pressed = { control: null, at: 0 };
let shownAt = 0;

for (const type of ["click", "change"]) {
  addEventListener(
    type,
    ({ target }) => Object.assign(pressed, { control: target.closest?.("a, button, input, select, textarea") ?? null, at: Date.now() }),
    true,
  );
}

/** Let a screen reader say something; the same text is said again. */
export function announce(text) {
  statusRegion.textContent = "";
  setTimeout(() => {
    statusRegion.textContent = text;
  }, 50);
}

/** Show a text beside what was pressed, in view; it stays until the next one, or another screen. */
export function showToast(text, picture = "done") {
  toast.replaceChildren();
  toast.classList.toggle("bad", picture === "bad");
  placeToast();
  shownAt = Date.now();
  // A screen reader says what comes into a region that is there already.
  setTimeout(() => {
    toast.replaceChildren(icon(picture), h("span", {}, text));
    toast.scrollIntoView({ block: "nearest" });
  }, 50);
}

/** Take a message that was just shown along to a screen that was drawn after it. */
export function carryToast() {
  if (Date.now() - shownAt < CARRIED) screen().prepend(toast);
}

const screen = () => document.querySelector("main");

function placeToast() {
  const { control, at } = pressed;
  if (!control || !screen().contains(control) || Date.now() - at > LONGEST_ACTION) {
    screen().prepend(toast);
    return;
  }
  const row = control.closest(ROW);
  const beside = row && screen().contains(row) ? row : control;
  if (beside.matches("li")) beside.append(toast);
  else beside.after(toast);
}

/** Wait for an action, and show a toast if it failed. */
export async function reportFailure(action) {
  try {
    await action;
  } catch (error) {
    showToast(errorText(error), "bad");
  }
}

/** Return the text about an action that failed; an error in our code goes to the browser's log, too. */
export function errorText(error) {
  if (error instanceof Offline) return t("error.offline");
  if (error instanceof SignedOut) return t("signin.over");
  if (error.code?.startsWith?.("recalled")) return t("share.recalled");
  if (error.code === "not_on_offer") return t("share.over");
  if (error.code === "seat_passed_on") return t("share.seat_passed_on");
  if (!isExpected(error)) console.error(error);
  return t("error.ours");
}

/** Return whether an error can happen although our code is right. */
export function isExpected(error) {
  return error instanceof Problem || error instanceof Offline || error instanceof SignedOut || error.name === "AbortError";
}
