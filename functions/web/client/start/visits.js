// What this tab remembers of the screens that its history leads back to: how far each was scrolled, what had the focus,
// and what the screen itself keeps. Each entry of the history has a key; a reload keeps key and memory.

import { readForTab, writeForTab } from "../core/local_storage.js";

const MOST = 30;

let current = null;

/** Take scrolling over from the browser, which would do it before a screen is drawn. */
export function takeOverScrolling() {
  history.scrollRestoration = "manual";
}

/** Begin to be at the history's entry of this moment; return what was kept when it was left, or null. */
export function arrive() {
  current = history.state?.visit ?? null;
  if (current !== null) return visits().find(({ visit }) => visit === current)?.kept ?? null;
  moveTo(location.href, { replace: true });
  return null;
}

/** Go to an address, as a new entry of the history or in place of this one. */
export function moveTo(address, { replace = false } = {}) {
  current = `${Date.now()}-${Math.random()}`;
  history[replace ? "replaceState" : "pushState"]({ visit: current }, "", address);
}

/** Keep how the screen is left that is drawn in an element; `own` is what the screen itself wants back. */
export function leave(element, own) {
  const kept = { own, y: scrollY, anchor: anchorOf(element), focus: focusOf(element) };
  writeForTab("visits", [{ visit: current, kept }, ...visits().filter(({ visit }) => visit !== current)].slice(0, MOST));
}

/** Put a screen that is drawn again in an element back to how it was left. */
export function restore(element, { y, anchor, focus }) {
  focus && element.querySelector(focus)?.focus({ preventScroll: true });
  const card = anchor && element.querySelector(`[data-content="${CSS.escape(anchor.content)}"]`);
  // What was published meanwhile stands above: the card is where it was, not the distance from the top.
  scrollTo(0, card ? scrollY + card.getBoundingClientRect().top - anchor.top : y);
}

function visits() {
  return readForTab("visits") ?? [];
}

/** Return the first content that is in view, and how far from the top; null where the screen was not scrolled. */
function anchorOf(element) {
  if (!scrollY) return null;
  const cards = [...element.querySelectorAll("[data-content]")];
  const card = cards.find((one) => one.getBoundingClientRect().bottom > 0);
  return card ? { content: card.dataset.content, top: card.getBoundingClientRect().top } : null;
}

/** Return a selector of what has the focus: what leads away from a screen is a link, or has an id. */
function focusOf(element) {
  const focused = document.activeElement;
  if (!focused || focused === element || !element.contains(focused)) return null;
  if (focused.id) return `#${CSS.escape(focused.id)}`;
  const href = focused.getAttribute("href");
  return href && `a[href="${CSS.escape(href)}"]`;
}
