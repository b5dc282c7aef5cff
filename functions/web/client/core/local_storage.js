// Values that this device stores and no server gets. Where a browser stores nothing, reading returns the fallback.

const PREFIX = "lahetti.";

/** Return the value of a name, or the fallback. */
export function readLocal(name, fallback) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? fallback : JSON.parse(text);
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return fallback;
    throw error;
  }
}

/** Return the value of a name in this tab alone, or null. */
export function readForTab(name) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name));
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Store a value in this tab alone; null deletes it. */
export function writeForTab(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Store a value. */
export function writeLocal(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Delete everything of a person who signs out. */
export function clearLocal() {
  try {
    sessionStorage.clear();
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
