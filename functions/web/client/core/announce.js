// Says what happened: to a screen reader, or for a few seconds in a toast at the edge of the page.

import { h, icon } from "./dom.js";
import { Problem } from "./http.js";
import { Offline, SignedOut } from "./session.js";
import { t } from "./texts.js";

const TOAST = 6000;
let toastTimer;

/** The last elements of the page, in which it is said. */
export const statusRegion = h("p", { class: "vh", role: "status" });
export const toast = h("div", { class: "toast", role: "status", hidden: true });

/** Let a screen reader say something; the same text is said again. */
export function announce(text) {
  statusRegion.textContent = "";
  setTimeout(() => {
    statusRegion.textContent = text;
  }, 50);
}

/** Show a text for a few seconds. */
export function showToast(text, picture = "done") {
  clearTimeout(toastTimer);
  toast.replaceChildren(icon(picture), h("span", {}, text));
  toast.hidden = false;
  toastTimer = setTimeout(() => {
    toast.hidden = true;
  }, TOAST);
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
