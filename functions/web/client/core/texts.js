// All texts that are shown, from the catalogue of one language; and how it writes numbers, places and times.

import { LANGUAGE, LANGUAGES, TEXTS } from "./catalogue.js";

const [DEFAULT] = Object.keys(LANGUAGES);
const ENDS_A_SENTENCE = /[.!?…]$/;

/** Milliseconds that the texts of another language are waited for. */
const TEXTS_WAIT = 5000;

let language = null;
let texts;
let numbers;
let counts;
let places;

/** Return the language that is shown now. */
export function currentLanguage() {
  return language;
}

/** Return the first of the browser's languages that is ours. */
export function browserLanguage() {
  const wanted = navigator.languages.map((name) => name.slice(0, 2).toLowerCase());
  return wanted.find((name) => name in LANGUAGES) ?? DEFAULT;
}

/**
 * Show a language from now on. The script has the texts of the browser's language, those of others are fetched: where
 * they do not come, what was shown stays, as everything can be read in it.
 */
export async function setLanguage(wanted) {
  const chosen = wanted in LANGUAGES ? wanted : DEFAULT;
  if (chosen !== language) {
    const found = chosen === LANGUAGE ? TEXTS : await fetched(chosen);
    if (!found) return;
    texts = found;
    language = chosen;
    const { locale } = LANGUAGES[chosen];
    numbers = new Intl.NumberFormat(locale);
    counts = new Intl.PluralRules(locale);
    places = new Intl.PluralRules(locale, { type: "ordinal" });
  }
  document.documentElement.lang = chosen;
}

async function fetched(chosen) {
  try {
    const answer = await fetch(textsUrl(chosen), { credentials: "same-origin", signal: AbortSignal.timeout(TEXTS_WAIT) });
    return answer.ok ? await answer.json() : null;
  } catch (error) {
    if (error instanceof TypeError || error.name === "TimeoutError") return null;
    throw error;
  }
}

/** Return the URL of a language's texts, beside this script. */
export function textsUrl(chosen) {
  return new URL(`${chosen}.json`, import.meta.url);
}

// What follows from the number `n` of a text: it in words up to ten, and for how many of the first.
const WORDS_OF_NUMBERS = {
  count: (n) => (hasText(`number.${n}`) ? t(`number.${n}`) : n),
  best: (n) => t(hasText(`best.${n}`) ? `best.${n}` : "best.more", { n }),
};

/** Return a text, its placeholders filled; `n` chooses among its forms. */
export function t(key, values = {}) {
  return filled(key, values, (forms) => forms[counts.select(values.n)] ?? forms.other);
}

/** Return whether the catalogue has a text. */
export function hasText(key) {
  return key in texts;
}

/** Return a place as it stands in a sentence: 13, 13th. */
export function place(n) {
  return filled("format.place", { n }, (forms) => forms[places.select(n)] ?? forms.other);
}

/** Return a place as it stands alone: 13., 13th. */
export function ordinalAlone(n) {
  return filled("format.place_alone", { n }, (forms) => forms[places.select(n)] ?? forms.other);
}

/** Return a number as this language writes it. */
export function number(n) {
  return numbers.format(n).replace("-", "\u2212");
}

/** Return an amount of euro cents as this language writes it: `12,50 €`. */
export function euros(cents) {
  return new Intl.NumberFormat(LANGUAGES[language].locale, { style: "currency", currency: "EUR" }).format(cents / 100);
}

/** Return a moment as `ti 24.11. klo 8.30`, on this device's clock. */
export function moment(date) {
  return t("format.moment", {
    weekday: t(`weekday.${date.getDay() || 7}`),
    day: String(date.getDate()),
    month: t(`month.${date.getMonth() + 1}`),
    hour: String(date.getHours()),
    minute: String(date.getMinutes()).padStart(2, "0"),
  });
}

/** Return the time of a moment as `klo 8.30`. */
export function clock(date) {
  return clockTime(date.getHours(), date.getMinutes());
}

/** Return a time of day as `klo 8.30`. */
export function clockTime(hour, minute) {
  return t("format.clock", { hour: String(hour), minute: String(minute).padStart(2, "0") });
}

/** Return the month of a day, written `2026-11-01`, as `Marraskuu 2026`. */
export function monthOf(text) {
  const [year, month] = text.split("-").map(Number);
  const name = new Intl.DateTimeFormat(LANGUAGES[language].locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    Date.UTC(year, month - 1, 1),
  );
  return name.slice(0, 1).toLocaleUpperCase(language) + name.slice(1);
}

/** Return a day, written `2026-12-31`, as `to 31.12.` */
export function day(text) {
  const [year, month, number] = text.split("-").map(Number);
  const weekday = new Date(Date.UTC(year, month - 1, number)).getUTCDay() || 7;
  return t("format.day", { weekday: t(`weekday.${weekday}`), day: String(number), month: t(`month.${month}`) });
}

/** Return a moment's day as `1.10.2026`. */
export function date(moment) {
  return new Intl.DateTimeFormat(LANGUAGES[language].locale, { day: "numeric", month: t("format.date_month"), year: "numeric" }).format(
    new Date(moment),
  );
}

function filled(key, values, form) {
  const message = texts[key];
  if (message === undefined) throw new RangeError(`There is no text ${key} in ${language}.`);
  const text = typeof message === "string" ? message : form(message);
  return text.replace(/\{(\w+)\}(\.?)/g, (_, name, stop) => {
    const given = values[name] ?? WORDS_OF_NUMBERS[name]?.(values.n);
    const value = typeof given === "number" ? number(given) : String(given);
    // A day (`to 31.12.`), a reason or a title may end as a sentence does.
    return stop && ENDS_A_SENTENCE.test(value) ? value : value + stop;
  });
}
