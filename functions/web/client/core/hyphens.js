// Soft hyphens in long words, for browsers that hyphenate no Finnish or Swedish by themselves (Chromium on computers): a
// title in large text, or on a narrow screen, then breaks with a hyphen instead of anywhere.

const SOFT = "\u00ad";
/** From how many letters on a word is long, and how many stay together at its ends. */
const LONG = 14;
const ENDS = 4;
const WORD = new RegExp(`\\p{L}{${LONG},}`, "gu");
/** A syllable begins with the last consonant before a vowel; so do most parts of compounds. */
const SYLLABLE = /[\p{L}](?=[bcdfghjklmnpqrstvwxz][aeiouyåäö])/giu;
const HYPHENATED = ["fi", "sv"];

const known = new Map();

/** Return a text with soft hyphens where the browser has no patterns for its language; else as it is. */
export function hyphenated(text, language) {
  if (!HYPHENATED.includes(language) || hyphenates(language)) return text;
  return text.replace(WORD, (word) =>
    word.replace(SYLLABLE, (sign, at) => (at + 1 >= ENDS && word.length - at - 1 >= ENDS ? sign + SOFT : sign)),
  );
}

/** Return whether the browser breaks words of a language by itself: it does so, or not, for all of them. */
function hyphenates(language) {
  if (!known.has(language)) {
    const box = document.createElement("div");
    box.className = "hyphen-test";
    box.lang = language;
    box.textContent = "kunnallisverotuksessa";
    document.body.append(box);
    const height = box.offsetHeight;
    box.classList.add("manual");
    known.set(language, box.offsetHeight < height);
    box.remove();
  }
  return known.get(language);
}
