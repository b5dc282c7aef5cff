// What this device keeps of shares. Of a share page: network, caption and own words, so that a detour to the guidelines,
// a new sign-in or a reload loses nothing. Of the share that was opened last: what to paste and the address of the
// network's window, until it is confirmed: a phone often drops a page while another app is in front.

import { readLocal, writeLocal } from "../core/local_storage.js";

const MOST_DRAFTS = 10;

// The share that was opened last without loading the page anew: nothing can have become of it elsewhere.
let openedHere = null;

/** Return the draft for a content: { network, caption, words }, each only where it was chosen. */
export function readDraft(content) {
  return readLocal("drafts", []).find((draft) => draft.content === content) ?? {};
}

/** Save what has just been chosen or written. */
export function saveDraft(content, changes) {
  const others = readLocal("drafts", []).filter((draft) => draft.content !== content);
  writeLocal("drafts", [{ ...readDraft(content), ...changes, content }, ...others].slice(0, MOST_DRAFTS));
}

/** Delete the draft: its share was opened. */
function dropDraft(content) {
  writeLocal("drafts", readLocal("drafts", []).filter((draft) => draft.content !== content));
}

/** Save the share that was opened, and whether its text is in the clipboard. */
export function saveOpened(share, how) {
  openedHere = share.code;
  writeLocal("opened_share", { ...share, ...how });
  dropDraft(share.content);
}

/** Return what was saved of a share, or null. */
export function readOpened(code) {
  const saved = readLocal("opened_share", null);
  return saved?.code === code ? saved : null;
}

/** Delete what was saved of a share: it is confirmed or declined. */
export function dropOpened(code) {
  if (readOpened(code)) writeLocal("opened_share", null);
}

/** Return whether a share was opened in this very page. */
export function wasOpenedHere(code) {
  return openedHere === code;
}

/** Return text and link as they are pasted into one field. */
export function textToPaste({ text, link_url: url }) {
  return [text, url].filter(Boolean).join("\n");
}
