// Whether somebody's words are their own, and what is missing if not: the same rule as in lahetti/sharing/rules.py, which
// decides. Words that are being written stay on the device, so the rule is here, too; a test judges thousands of pairs
// of texts both ways.

// How many letters and digits own words have at least, and under how much alike they are to every caption.
export const LEAST = 30;
const ALIKE = 0.8;

// Zero-width signs and the marks that stand on letters.
const UNSEEN = /[\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Mn}\p{Me}]/gu;
const LINK_OR_HASHTAG = /https?:\/\/[^\s\x1c-\x1f\x85]+|#[\p{L}\p{N}_]+/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const REPEATED = /(.{1,4}?)\1{2,}/gu;
// Cyrillic, Greek and odd Latin letters and digits, each with the letter that it passes for.
const LOOK_ALIKES = new Map(
  Object.entries({
    a: "аαɑᴀ4", b: "вβʙ", c: "сᴄ", d: "ԁđᴅ", e: "еεᴇ3", g: "ɡɢ", h: "һнħʜ", j: "јᴊ", k: "кκᴋ",
    l: "iіιıɩɪłӏʟ1", m: "мᴍ", n: "пηɴ", o: "оοσøᴏ0", p: "рρᴘ", q: "ԛ", s: "ѕꜱ5", t: "тτŧᴛ7", u: "υᴜ",
    v: "νѵᴠ", w: "ѡԝωᴡ", x: "хχ", y: "уүγʏ", z: "ᴢ",
  }).flatMap(([letter, signs]) => [...signs].map((sign) => [sign, letter])),
);
// Each script that people mix with another to pass; Japanese is written in three.
const SCRIPTS = [
  /\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Georgian}/u,
  /\p{Script=Hebrew}/u, /\p{Script=Arabic}/u, /\p{Script=Devanagari}/u, /\p{Script=Thai}/u, /\p{Script=Hangul}/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
];
// Characters up to which every one is compared.
const EXACT = 1000;

/** Judge a text beside the captions that were offered: how many characters of one's own are `missing`, and what else. */
export function judge(text, captions) {
  const words = wordsOf(text);
  const skeletons = words.map(skeleton);
  const own = [...new Set(skeletons)].reduce((sum, word) => sum + [...word].length, 0);
  const missing = Math.max(0, LEAST - own);
  const isMixed = words.some(mixesScripts);
  const compared = skeletons.join("");
  const isAlike = !missing && !isMixed && captions.some((one) => alike(compared, wordsOf(one).map(skeleton).join("")));
  return { missing, isMixed, isAlike };
}

/** Return the words of a text, without links, hashtags, case, accents and what nobody sees. */
function wordsOf(text) {
  // Case is folded: ß is ss, and a sigma at a word's end is any other one.
  const folded = text.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ");
  return folded.normalize("NFKD").replace(UNSEEN, "").replace(LINK_OR_HASHTAG, " ").match(WORD) ?? [];
}

/** Return a word as it is compared: look-alike signs as one, and what is repeated three times or more once. */
function skeleton(word) {
  return lookedAt(word).replace(REPEATED, "$1");
}

function lookedAt(word) {
  return [...word].map((sign) => LOOK_ALIKES.get(sign) ?? sign).join("");
}

function mixesScripts(word) {
  return scripts(word) > 1 && scripts(lookedAt(word)) > 1;
}

function scripts(word) {
  const letters = word.match(/\p{L}/gu) ?? [];
  return new Set(letters.map((letter) => SCRIPTS.findIndex((script) => script.test(letter)))).size;
}

/** Return whether two texts are too alike, by the ratio of Python's difflib: twice what matches over both lengths. */
function alike(one, other) {
  const [a, b] = [[...one], [...other]];
  if (!a.length && !b.length) return true;
  const possible = (2 * Math.min(a.length, b.length)) / (a.length + b.length);
  return possible >= ALIKE && (2 * matching(a, b)) / (a.length + b.length) >= ALIKE;
}

/** Count what stands in both, in the blocks that difflib finds (https://docs.python.org/3/library/difflib.html). */
function matching(a, b) {
  const places = placesOf(b);
  const waiting = [[0, a.length, 0, b.length]];
  let total = 0;
  while (waiting.length) {
    const [aLow, aHigh, bLow, bHigh] = waiting.pop();
    const [i, j, size] = longestMatch(a, b, places, aLow, aHigh, bLow, bHigh);
    if (!size) continue;
    total += size;
    if (aLow < i && bLow < j) waiting.push([aLow, i, bLow, j]);
    if (i + size < aHigh && j + size < bHigh) waiting.push([i + size, aHigh, j + size, bHigh]);
  }
  return total;
}

/** Return where each sign stands; in a long text those that are frequent begin no match. */
function placesOf(b) {
  const places = new Map();
  for (const [place, sign] of b.entries()) {
    if (places.has(sign)) places.get(sign).push(place);
    else places.set(sign, [place]);
  }
  if (b.length > EXACT) {
    const most = Math.floor(b.length / 100) + 1;
    for (const [sign, found] of places) if (found.length > most) places.delete(sign);
  }
  return places;
}

function longestMatch(a, b, places, aLow, aHigh, bLow, bHigh) {
  let [bestI, bestJ, size] = [aLow, bLow, 0];
  let lengths = new Map();
  for (let i = aLow; i < aHigh; i += 1) {
    const next = new Map();
    for (const j of places.get(a[i]) ?? []) {
      if (j < bLow) continue;
      if (j >= bHigh) break;
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > size) [bestI, bestJ, size] = [i - length + 1, j - length + 1, length];
    }
    lengths = next;
  }
  while (bestI > aLow && bestJ > bLow && a[bestI - 1] === b[bestJ - 1]) [bestI, bestJ, size] = [bestI - 1, bestJ - 1, size + 1];
  while (bestI + size < aHigh && bestJ + size < bHigh && a[bestI + size] === b[bestJ + size]) size += 1;
  return [bestI, bestJ, size];
}
