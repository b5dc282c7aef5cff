// "Yes, I posted it", said without a network: kept on this device and sent when the network is back.

import { Problem, put } from "../core/api.js";
import { recalled, remember } from "../core/local_storage.js";
import { Offline, SignedOut } from "../core/session.js";
import { dropOpened } from "./drafts.js";

const TOO_MANY = 429;

let sending = null;

/** Keep a confirmation for later. */
export function keepConfirmation(code) {
  remember("confirmations", [...new Set([...kept(), code])]);
}

/** Tell whether a share's confirmation waits for the network. */
export function isKept(code) {
  return kept().includes(code);
}

/** Send what is kept and return the confirmations that arrived; what cannot be sent now waits on. */
export function sendKept() {
  sending ??= sent().finally(() => {
    sending = null;
  });
  return sending;
}

async function sent() {
  const arrived = [];
  for (const code of kept()) {
    try {
      arrived.push(await put(`/shares/${encodeURIComponent(code)}/confirmation`));
    } catch (error) {
      if (error instanceof Offline || error instanceof SignedOut) break;
      // Busy or broken servers are asked again; a share that there is not any more is let go.
      if (!(error instanceof Problem && error.status < 500 && error.status !== TOO_MANY)) {
        if (!(error instanceof Problem)) console.error(error);
        continue;
      }
    }
    dropOpened(code);
    remember("confirmations", kept().filter((other) => other !== code));
  }
  return arrived;
}

function kept() {
  return recalled("confirmations", []);
}
