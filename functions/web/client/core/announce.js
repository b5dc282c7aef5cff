// Tells what happened: to a screen reader, or for a few seconds at the page's edge.

import { Problem } from "./api.js";
import { h, icon } from "./dom.js";
import { Offline, SignedOut } from "./session.js";
import { t } from "./texts.js";

const TOAST = 6000;
let toastTimer;

/** Where it is told: the last elements of the page. */
export const spokenStatus = h("p", { class: "vh", role: "status" });
export const toast = h("div", { class: "toast", role: "status", hidden: true });

/** Let a screen reader say something; the same again is said again. */
export function announce(text) {
  spokenStatus.textContent = "";
  setTimeout(() => {
    spokenStatus.textContent = text;
  }, 50);
}

/** Show something for a few seconds. */
export function say(text, picture = "done") {
  clearTimeout(toastTimer);
  toast.replaceChildren(icon(picture), h("span", {}, text));
  toast.hidden = false;
  toastTimer = setTimeout(() => {
    toast.hidden = true;
  }, TOAST);
}

/** Wait for a deed, and say if it failed. */
export async function told(deed) {
  try {
    await deed;
  } catch (error) {
    say(inWords(error), "bad");
  }
}

/** Return what to say about a deed that failed; a mistake of ours goes to the browser's log, too. */
export function inWords(error) {
  if (error instanceof Offline) return t("error.offline");
  if (error instanceof SignedOut) return t("signin.over");
  if (error.code?.startsWith?.("recalled")) return t("share.recalled");
  if (error.code === "not_on_offer") return t("share.over");
  if (!isTrouble(error)) console.error(error);
  return t("error.ours");
}

/** Tell what may go wrong from what is a mistake of ours. */
export function isTrouble(error) {
  return error instanceof Problem || error instanceof Offline || error instanceof SignedOut || error.name === "AbortError";
}
