// What was begun on a share page: network, caption and own words, kept on this device.
// A detour to the guidelines, a new sign-in or a reload loses nothing.

import { recalled, remember } from "./device.js";

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
export function dropBegun(content) {
  remember("drafts", recalled("drafts", []).filter((draft) => draft.content !== content));
}
