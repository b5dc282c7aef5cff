// The language of this device, in a cookie: pages that the server writes by itself speak it, too, such as the waiting list
// or an error of the console. A language that somebody chose before signing in becomes theirs once they are signed in.

import { LANGUAGES } from "./catalogue.js";
import { readForTab, writeForTab } from "./local_storage.js";

const COOKIE = "language";
const A_YEAR = 365 * 24 * 60 * 60;
const CHOSEN = "language-chosen";

/** Return the language that this device spoke last, or null. */
export function deviceLanguage() {
  const kept = document.cookie.split("; ").find((one) => one.startsWith(`${COOKIE}=`));
  const language = kept?.slice(COOKIE.length + 1);
  return language in LANGUAGES ? language : null;
}

/** Let this device speak a language from now on. */
export function keepLanguage(language) {
  document.cookie = `${COOKIE}=${language}; Path=/; Max-Age=${A_YEAR}; SameSite=Lax; Secure`;
}

/** Keep a language that somebody chose who is not signed in; who signs in next in this tab has chosen it. */
export function chooseLanguage(language) {
  keepLanguage(language);
  writeForTab(CHOSEN, language);
}

/** Return the language that was chosen in this tab before the sign-in, or null. */
export function chosenLanguage() {
  return readForTab(CHOSEN);
}

/** Forget the choice: it is stored with the person. */
export function forgetChosenLanguage() {
  writeForTab(CHOSEN, null);
}
