// The share that was opened last: what to paste, and the address of the network's window.
// It stays on this device until the share is confirmed: a phone often drops a page while another app is in front.

import { post } from "./api.js";
import { recalled, remember } from "./device.js";
import { dropBegun } from "./drafts.js";

const MOST_DECLINED = 500;

/** Open a share; the same content and network give the same one again. */
export function opened(content, network, words = null) {
  return post("/shares", { content, network, ...(words?.trim() ? { words } : {}) });
}

/** Keep what was opened, and whether its text is in the clipboard. */
export function keepOpened(share, how) {
  remember("opened_share", { ...share, ...how });
  dropBegun(share.content);
}

/** Return what is kept of a share, or null. */
export function keptOpened(code) {
  const kept = recalled("opened_share", null);
  return kept?.code === code ? kept : null;
}

/** The share is confirmed: what was kept of it is not needed any more. */
export function dropOpened(code) {
  if (keptOpened(code)) remember("opened_share", null);
}

/** Ask no more about a share that was not posted. */
export function decline(code) {
  remember("declined", [...new Set([code, ...recalled("declined", [])])].slice(0, MOST_DECLINED));
}

/** Return what is pasted where there is one field for both. */
export function pasted({ text, link }) {
  return [text, link].filter(Boolean).join("\n");
}
