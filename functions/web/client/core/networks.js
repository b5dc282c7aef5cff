// How long a text is on a network. Which networks there are, in which order, with which limits, the server says
// (GET /programme, and the console's fields); here are the ways of counting, the same as in
// lahetti/networks/text_lengths.py, which decides. A test counts thousands of texts both ways.

/** The network of what goes by the phone's menu, a copied link or a QR code; people do not choose it by its name. */
export const COPIED_LINK = "link";

// As long as a link usually is, before a share has one.
const LINK = "https://lahetti.example.fi/0123456789";

// What the server accepts where the network has no limit that anybody meets.
const LONGEST = 5000;

const COUNTERS = {
  characters: codePoints,
  bluesky: blueskyLength,
  x: xWeight,
  mastodon: mastodonLength,
  threads: threadsLength,
};

/** Count a text as a network does ({ counting, counts_link, limit } of it), with the link where it counts it in. */
export function lengthOn({ counting, counts_link: countsLink }, text) {
  return COUNTERS[counting](countsLink ? [text, LINK].filter(Boolean).join("\n") : text);
}

/** Return how much may still be added to a text on a network; below 0 it is too long. */
export function leftOn(network, text) {
  return (network.limit ?? LONGEST) - lengthOn(network, text);
}

/** Return what somebody does with a text there: it is posted, sent to chosen people, or as a link shared. */
export function deedOn({ is_listed: isListed, is_private: isPrivate }) {
  if (!isListed) return "shared";
  return isPrivate ? "sent" : "posted";
}

/** Return the names of the networks that people choose from, those used last first. */
export function inOrder(networks, shares) {
  const listed = [...networks.values()].filter((one) => one.is_listed).map((one) => one.network);
  const used = [...new Set(shares.map((share) => share.network))].filter((network) => listed.includes(network));
  return [...used, ...listed.filter((network) => !used.includes(network))];
}

/** Return on which networks a person has shared a content, and the others: those with a ready caption first. */
export function usedAndFree(networks, content, shares) {
  const done = shares.filter((one) => one.content === content.content && one.state === "confirmed");
  const used = new Set(done.map((one) => one.network));
  const free = inOrder(networks, shares).filter((network) => !used.has(network));
  const ready = new Set(content.captions.map((one) => one.network));
  return { used, free: [...free.filter((one) => ready.has(one)), ...free.filter((one) => !ready.has(one))] };
}

// X and Mastodon count an address as this many characters, however long it is.
const ADDRESS_LENGTH = 23;

// The characters that weigh 1 on X; all others weigh 2.
const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];

/** Count code points. */
function codePoints(text) {
  return [...text].length;
}

/** Count what a reader sees as characters. */
function graphemes(text) {
  return [...new Intl.Segmenter().segment(text)].length;
}

/** Count graphemes, or bytes by tens where those are more: 300 graphemes and 3,000 bytes are the limits. */
function blueskyLength(text) {
  return Math.max(graphemes(text), Math.ceil(new TextEncoder().encode(text).length / 10));
}

/** Count as X does: an emoji weighs 2, an address 23, other characters 1 or 2. */
function xWeight(text) {
  let total = 0;
  for (const { 0: part, groups } of text.normalize("NFC").matchAll(X_PART)) {
    if (groups.address) total += ADDRESS_LENGTH;
    else if (groups.name) total += Math.max(ADDRESS_LENGTH, codePoints(part));
    else if (groups.emoji) total += 2;
    else total += LIGHT.some(([first, last]) => first <= part.codePointAt(0) && part.codePointAt(0) <= last) ? 1 : 2;
  }
  return total;
}

/** Count graphemes, an address as 23, and of @name@server only @name. */
function mastodonLength(text) {
  return graphemes(text.replace(FULL_ADDRESS, "x".repeat(ADDRESS_LENGTH)).replace(REMOTE_MENTION, "$1"));
}

/** Count code points, but of an emoji its bytes in UTF-8. */
function threadsLength(text) {
  const emojis = text.match(EMOJI) ?? [];
  const more = emojis.map((emoji) => new TextEncoder().encode(emoji).length - codePoints(emoji));
  return codePoints(text) + more.reduce((sum, one) => sum + one, 0);
}

// What Python's regex means by \w.
const WORD = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`;
const LETTER = String.raw`(?![\p{Nd}_])[${WORD}]`;
const HOST = String.raw`(?:[${WORD}\-]{1,63}\.)+(?:${LETTER}){2,63}(?![${WORD}@\-])`;
const PATH = String.raw`(?::\p{Nd}{1,5})?(?:[\/?][!-~\u00c0-\u024f]*(?<![.,:;!?'")\]]))?`;
const ADDRESS = String.raw`(?<![A-Za-z0-9@＠$#＃])https?:\/\/${HOST}${PATH}`;
const LATIN = String.raw`a-z0-9\u00c0-\u024f`;
const NAME = String.raw`(?<![${LATIN}_@＠$#＃.\/\-])(?:[${LATIN}\-]{1,63}\.)+[a-z]{2,63}(?![${LATIN}_@\-])`;
const PICTURE = String.raw`(?:(?![©®])\p{Extended_Pictographic}|[©®](?=\ufe0f))[\ufe0f\p{Emoji_Modifier}]?`;
const ANY_EMOJI =
  String.raw`[0-9#*]\ufe0f?\u20e3|\p{Regional_Indicator}{2}` +
  String.raw`|${PICTURE}(?:[\u{e0020}-\u{e007f}]+|(?:\u200d${PICTURE})*)`;

const FULL_ADDRESS = new RegExp(ADDRESS, "giu");
const REMOTE_MENTION = new RegExp(
  String.raw`(?<![${WORD}\/])(@[${WORD}]+(?:[.\-]+[${WORD}]+)*)@[${WORD}][${WORD}.\-]*[${WORD}]`,
  "giu",
);
const EMOJI = new RegExp(ANY_EMOJI, "giu");
const X_PART = new RegExp(
  String.raw`(?<address>${ADDRESS}|${NAME}(?=[:\/?][${WORD}\/])${PATH})|(?<name>${NAME})|(?<emoji>${ANY_EMOJI})|.`,
  "gius",
);
