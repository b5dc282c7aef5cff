// What this device remembers, and no server learns. Where a browser keeps nothing, nothing is remembered.

const PREFIX = "lahetti.";

/** Return what was remembered under a name, or the fallback. */
export function recalled(name, fallback) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? fallback : JSON.parse(text);
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return fallback;
    throw error;
  }
}

/** Return what was remembered under a name in this window alone, or null. */
export function recalledHere(name) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name));
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Remember a value in this window alone; null forgets it. */
export function rememberHere(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Remember a value. */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Forget everything of a person who signs out; the language stays. */
export function forget() {
  const language = recalled("language", null);
  try {
    sessionStorage.clear();
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  if (language) remember("language", language);
}

const A_VISIT = 30 * 60 * 1000;
const FIRST_LOOK_BACK = 7 * 24 * 60 * 60 * 1000;

/** Return when the visit before this one was (Date), or null at the first; visits are half an hour apart. */
export function lastVisit(now) {
  const seen = recalled("visit", { at: 0, before: 0 });
  const before = now - seen.at > A_VISIT ? seen.at : seen.before;
  remember("visit", { at: now.getTime(), before });
  return before ? new Date(before) : null;
}

/** Return since when contents are new: since the last visit, at first for a week. */
export function newSince(visit, now) {
  return visit ?? new Date(now - FIRST_LOOK_BACK);
}
