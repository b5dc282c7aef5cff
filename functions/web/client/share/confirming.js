// Saying that a share is posted: the server is told, or the answer is kept until there is a network; then thanks.

import { confirmShare } from "../core/api.js";
import { Offline } from "../core/session.js";
import { dropOpened } from "./drafts.js";
import { queueAnswer } from "./offline_queue.js";
import { thanks } from "./thanks.js";

/** Confirm a share and draw the thanks in place of the screen; raise what keeps the server from taking it. */
export async function confirmAndThank(view, share, content) {
  let how = "said";
  let confirmation = null;
  try {
    confirmation = await confirmShare(share.code);
    dropOpened(share.code);
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
    queueAnswer(share.code, "confirm");
    how = "kept";
  }
  view.redraw(await thanks(view, share, content, { how, confirmation }));
}
