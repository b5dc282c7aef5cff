// The networks in the order in which they are offered, and how each counts a text.
// The server counts again and decides; here the count tells early.

const LINK = 37;
const SHORT_LINK = 23;

// What X counts single; everything else counts double.
const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];

const points = (text) => [...text].length;
const graphemes = (text) => [...new Intl.Segmenter().segment(text)].length;
const withShortLinks = (text) => text.replace(/https?:\/\/\S+/g, "x".repeat(SHORT_LINK));
const weight = (text) =>
  [...withShortLinks(text)].reduce((sum, sign) => {
    const point = sign.codePointAt(0);
    return sum + (LIGHT.some(([first, last]) => first <= point && point <= last) ? 1 : 2);
  }, 0);

/** `window`: a dialog opens in a window of its own; `mail`: the mail program; `copy`: there is nothing to open. */
export const NETWORKS = {
  linkedin: { opens: "window", limit: 3000, count: points, copiesText: true },
  facebook: { opens: "window", limit: null, count: points, copiesText: true },
  x: { opens: "window", limit: 280, count: (text) => weight(text) + 1 + SHORT_LINK },
  whatsapp: { opens: "window", limit: null, count: points },
  bluesky: { opens: "window", limit: 300, count: (text) => graphemes(text) + 1 + LINK },
  mastodon: { opens: "window", limit: 500, count: (text) => graphemes(withShortLinks(text)) + 1 + SHORT_LINK },
  threads: { opens: "window", limit: 500, count: (text) => points(text) + 1 + LINK },
  instagram: { opens: "copy", limit: 2200, count: (text) => points(text) + 1 + LINK },
  email: { opens: "mail", limit: null, count: points },
};

/** How many are shown at once; the rest stand under "others". */
export const AT_ONCE = 6;

/** Return the networks, those used last first. */
export function inOrder(shares) {
  const used = [...new Set(shares.map((share) => share.network))].filter((network) => network in NETWORKS);
  return [...used, ...Object.keys(NETWORKS).filter((network) => !used.includes(network))];
}
