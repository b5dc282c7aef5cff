// The networks in the order in which they are offered, and how each counts a text.
// The server counts again and decides; here the count tells early.

import { codePoints, graphemes, mastodonLength, threadsLength, xWeight } from "./text_lengths.js";

// As long as a link usually is, before a share has one.
const LINK = "https://lahetti.example.fi/0123456789";

// What the server takes where the network has no limit that anybody meets.
const LONGEST = 5000;

/**
 * `window`: a dialog opens in a window of its own; `mail`: the mail program; `copy`: there is nothing to open.
 * `follows`: the reactions to a post can be followed once its address is known.
 */
export const NETWORKS = {
  linkedin: { opens: "window", limit: 3000, count: codePoints, countsLink: false },
  facebook: { opens: "window", limit: null, count: codePoints, countsLink: false },
  x: { opens: "window", limit: 280, count: xWeight, countsLink: true },
  whatsapp: { opens: "window", limit: null, count: codePoints, countsLink: true },
  bluesky: { opens: "window", limit: 300, count: graphemes, countsLink: true, follows: true },
  mastodon: { opens: "window", limit: 500, count: mastodonLength, countsLink: true, follows: true },
  threads: { opens: "window", limit: 500, count: threadsLength, countsLink: true },
  instagram: { opens: "copy", limit: 2200, count: codePoints, countsLink: true },
  email: { opens: "mail", limit: null, count: codePoints, countsLink: true },
};

// What goes by the phone's menu, a copied link or a QR code: it is on no list, and scores like any other.
const COPIED = { limit: null, count: codePoints, countsLink: true };

/** How many are shown at once, beside the chip with the others. */
export const AT_ONCE = 5;

/** Count a text as the network does, with the link where the network counts it in. */
export function length(network, text) {
  const { count, countsLink } = NETWORKS[network] ?? COPIED;
  return count(countsLink ? [text, LINK].filter(Boolean).join("\n") : text);
}

/** Return how much may still be added to a text; below 0 it is too long. */
export function left(network, text) {
  return ((NETWORKS[network] ?? COPIED).limit ?? LONGEST) - length(network, text);
}

/** Return the networks, those used last first. */
export function inOrder(shares) {
  const used = [...new Set(shares.map((share) => share.network))].filter((network) => network in NETWORKS);
  return [...used, ...Object.keys(NETWORKS).filter((network) => !used.includes(network))];
}
