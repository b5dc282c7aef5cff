// Answers to the question whether a share was posted that were given without a network: kept on this device, and sent
// when the network is back.

import { confirmShare, declineShare } from "../core/api.js";
import { Problem } from "../core/http.js";
import { readLocal, writeLocal } from "../core/local_storage.js";
import { Offline, SignedOut } from "../core/session.js";
import { dropOpened } from "./drafts.js";

const TOO_MANY = 429;
// Milliseconds between looks for the network: not every device tells when it is back.
const LOOKS = 5000;
const SENDERS = { confirm: confirmShare, decline: declineShare };

let sending = null;
let isLooking = false;
let arrivedLater = () => {};
const awaited = new Map();

/** Queue an answer about a share, "confirm" or "decline", in place of the one before. */
export function queueAnswer(code, answer) {
  writeLocal("answers", [...queued().filter((other) => other.code !== code), { code, answer }]);
  sendLater();
}

/** Drop a queued answer: the share was opened once more. */
export function dropAnswer(code) {
  if (queuedAnswer(code)) writeLocal("answers", queued().filter((other) => other.code !== code));
}

/** Return the answer about a share that waits for the network, or null. */
export function queuedAnswer(code) {
  return queued().find((one) => one.code === code)?.answer ?? null;
}

/** Call `then` with the confirmation of a share once it has been sent. */
export function onceSent(code, then) {
  awaited.set(code, then);
}

/** Call `then` with all confirmations that arrived whenever some of the queue did. */
export function onArrival(then) {
  arrivedLater = then;
}

/** Send the queue; what cannot be sent now stays in it, and is tried again. */
export function sendQueued() {
  if (!queued().length) return null;
  sending ??= sendAll().finally(() => {
    sending = null;
    sendLater();
  });
  return sending;
}

/** Try again while anything waits and somebody looks at the page. */
function sendLater() {
  if (isLooking || !queued().length) return;
  isLooking = true;
  setTimeout(() => {
    isLooking = false;
    if (document.visibilityState === "visible") sendQueued();
    else sendLater();
  }, LOOKS);
}

async function sendAll() {
  const arrived = [];
  for (const { code, answer } of queued()) {
    try {
      const answered = await SENDERS[answer](code);
      if (answer === "confirm") {
        arrived.push(answered);
        awaited.get(code)?.(answered);
        awaited.delete(code);
      }
    } catch (error) {
      if (error instanceof Offline || error instanceof SignedOut) break;
      // Busy or broken servers are asked again; the answer about a share that is gone is dropped.
      if (!(error instanceof Problem && error.status < 500 && error.status !== TOO_MANY)) {
        if (!(error instanceof Problem)) console.error(error);
        continue;
      }
    }
    dropOpened(code);
    writeLocal("answers", queued().filter((other) => other.code !== code || other.answer !== answer));
  }
  if (arrived.length) arrivedLater(arrived);
}

function queued() {
  return readLocal("answers", []);
}
