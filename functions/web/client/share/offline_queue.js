// Confirmations of shares that were given without a network: kept on this device and sent when the network is back.

import { confirmShare } from "../core/api.js";
import { Problem } from "../core/http.js";
import { readLocal, writeLocal } from "../core/local_storage.js";
import { Offline, SignedOut } from "../core/session.js";
import { dropOpened } from "./drafts.js";

const TOO_MANY = 429;

let sending = null;

/** Queue a confirmation. */
export function queueConfirmation(code) {
  writeLocal("confirmations", [...new Set([...queued(), code])]);
}

/** Return whether the confirmation of a share waits for the network. */
export function isQueued(code) {
  return queued().includes(code);
}

/** Return whether any confirmation waits for the network. */
export function hasQueued() {
  return queued().length > 0;
}

/** Send the queue and return the confirmations that arrived; what cannot be sent now stays in it. */
export function sendQueued() {
  sending ??= sendAll().finally(() => {
    sending = null;
  });
  return sending;
}

async function sendAll() {
  const arrived = [];
  for (const code of queued()) {
    try {
      arrived.push(await confirmShare(code));
    } catch (error) {
      if (error instanceof Offline || error instanceof SignedOut) break;
      // Busy or broken servers are asked again; the confirmation of a share that is gone is dropped.
      if (!(error instanceof Problem && error.status < 500 && error.status !== TOO_MANY)) {
        if (!(error instanceof Problem)) console.error(error);
        continue;
      }
    }
    dropOpened(code);
    writeLocal("confirmations", queued().filter((other) => other !== code));
  }
  return arrived;
}

function queued() {
  return readLocal("confirmations", []);
}
