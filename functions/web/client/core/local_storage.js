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
