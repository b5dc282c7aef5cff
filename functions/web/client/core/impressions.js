// Which contents were seen: half of a card was in view for a second, or the content was opened.
// This device remembers them for its marks. The server is told at most once a minute, and keeps only counts.

import { patch } from "./api.js";
import { recalled, remember } from "./local_storage.js";

const HALF = 0.5;
const A_SECOND = 1000;
const A_MINUTE = 60_000;
const FIRST_REPORT = 5000;
const MOST_REMEMBERED = 500;
const MOST_REPORTED = 100;

const untold = new Set();
const timers = new Map();
let reporting = null;

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(timers.get(target));
      if (isIntersecting) timers.set(target, setTimeout(() => inView(target), A_SECOND));
      else timers.delete(target);
    }
  },
  { threshold: HALF },
);

/** Return what this device has seen. */
export function seenHere() {
  return new Set(recalled("seen", []));
}

/** Watch a content's card until it was seen, or its screen is left; return the card. */
export function watch(content, { signal }, card) {
  card.dataset.content = content;
  observer.observe(card);
  signal.addEventListener("abort", () => {
    observer.unobserve(card);
    clearTimeout(timers.get(card));
    timers.delete(card);
  });
  return card;
}

/** Note that a content was seen. */
export function saw(content) {
  const seen = seenHere();
  if (seen.has(content)) return;
  remember("seen", [content, ...seen].slice(0, MOST_REMEMBERED));
  untold.add(content);
  reporting ??= setTimeout(report, FIRST_REPORT);
}

function inView(card) {
  timers.delete(card);
  observer.unobserve(card);
  if (document.visibilityState === "visible") saw(card.dataset.content);
}

async function report() {
  const contents = [...untold].slice(0, MOST_REPORTED);
  untold.clear();
  reporting = setTimeout(() => {
    reporting = null;
    if (untold.size) report();
  }, A_MINUTE);
  try {
    await patch("/contents", { seen: contents });
  } catch {
    // What is not told now comes with the next report; a mark less in the counts harms nobody.
    for (const content of contents) untold.add(content);
  }
}
