// Which contents were seen: half of a card was in view for a second, or the content was opened.
// This device stores them for its marks; the server gets a report at most once a minute, and stores only counts.

import { reportSeen } from "./api.js";
import { readLocal, writeLocal } from "./local_storage.js";

const HALF = 0.5;
const A_SECOND = 1000;
const A_MINUTE = 60_000;
const FIRST_REPORT = 5000;
const MOST_REMEMBERED = 500;
const MOST_REPORTED = 100;

const unreported = new Set();
const timers = new Map();
let reporting = null;

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(timers.get(target));
      if (isIntersecting) timers.set(target, setTimeout(() => cameIntoView(target), A_SECOND));
      else timers.delete(target);
    }
  },
  { threshold: HALF },
);

/** Return the contents that were seen on this device. */
export function seenOnDevice() {
  return new Set(readLocal("seen", []));
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
export function markSeen(content) {
  const seen = seenOnDevice();
  if (seen.has(content)) return;
  writeLocal("seen", [content, ...seen].slice(0, MOST_REMEMBERED));
  unreported.add(content);
  reporting ??= setTimeout(report, FIRST_REPORT);
}

function cameIntoView(card) {
  timers.delete(card);
  observer.unobserve(card);
  if (document.visibilityState === "visible") markSeen(card.dataset.content);
}

async function report() {
  const contents = [...unreported].slice(0, MOST_REPORTED);
  unreported.clear();
  reporting = setTimeout(() => {
    reporting = null;
    if (unreported.size) report();
  }, A_MINUTE);
  try {
    await reportSeen(contents);
  } catch {
    // They come with the next report; counts are allowed to miss some.
    for (const content of contents) unreported.add(content);
  }
}
