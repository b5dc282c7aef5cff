// What was begun on a share page: network, caption and own words, kept on this device.
// A detour to the guidelines, a new sign-in or a reload loses nothing.

import { post } from "../core/api.js";
import { recalled, remember } from "../core/local_storage.js";

const MOST = 10;

/** Return what was begun for a content: { network, caption, words }, each only where it was chosen. */
export function begun(content) {
  return recalled("drafts", []).find((draft) => draft.content === content) ?? {};
}

/** Keep what has just been chosen or written. */
export function keepBegun(content, changes) {
  const others = recalled("drafts", []).filter((draft) => draft.content !== content);
  remember("drafts", [{ ...begun(content), ...changes, content }, ...others].slice(0, MOST));
}

/** The share was opened: nothing is left to be finished. */
function dropBegun(content) {
  remember("drafts", recalled("drafts", []).filter((draft) => draft.content !== content));
}

// The share that was opened last: what to paste, and the address of the network's window.
// It stays on this device until the share is confirmed: a phone often drops a page while another app is in front.

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
