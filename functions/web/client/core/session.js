// Who is signed in: the id token is kept in memory only; the refresh token is in a cookie that no script reads.

import { clearLocal } from "./local_storage.js";
import { deleteAnswers } from "./offline_copy.js";

/** Nobody is signed in here, or the session is over. */
export class SignedOut extends Error {}

/** The person who is signed in pauses: no screen is drawn for them. */
export class Paused extends Error {
  constructor(person) {
    super("the person pauses");
    this.person = person;
  }
}

/** The server cannot be reached. */
export class Offline extends Error {}

/** The event of the window after a request was refused because nobody is signed in. */
export const SESSION_OVER = "session-over";

const EARLY = 60_000;
/** Milliseconds after which a network that answers nothing is none: the offline copy needs no token. */
const SESSION_WAIT = 15_000;

let kept = null;
let asking = null;

/** Return an id token that is valid for a minute at least; raise SignedOut. */
export async function idToken() {
  if (kept && Date.now() < kept.until - EARLY) return kept.token;
  if (asking) return asking;
  const answer = asked().finally(() => {
    if (asking === answer) asking = null;
  });
  asking = answer;
  return answer;
}

/** Dispatch SESSION_OVER, and return the error to throw. */
export function sessionOver(why) {
  dispatchEvent(new Event(SESSION_OVER));
  return new SignedOut(why);
}

/** Ask anew for a token that is late: whoever tries again does not wait for the request that hangs. */
export function askAnew() {
  asking = null;
}

/** Forget the token, which was refused: the next request fetches a fresh one. */
export function dropToken() {
  kept = null;
}

/** Sign out here and at Cognito, and leave the page. */
export async function signOut() {
  const answer = await fetchOrOffline("/signout", { method: "POST", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`signing out was answered ${answer.status}`);
  kept = null;
  clearLocal();
  await deleteAnswers();
  location.assign((await answer.json()).to);
}

/** Fetch; raise Offline where there is no network. */
export async function fetchOrOffline(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error instanceof TypeError || error.name === "TimeoutError") throw new Offline(error.message);
    throw error;
  }
}

async function asked() {
  const signal = AbortSignal.timeout(SESSION_WAIT);
  const answer = await fetchOrOffline("/session", { method: "POST", headers: { Accept: "application/json" }, signal });
  if (answer.status === 401) throw sessionOver("nobody is signed in");
  if (!answer.ok) throw new Error(`the session was answered ${answer.status}`);
  const { id_token: token, expires_in: seconds } = await answer.json();
  kept = { token, until: Date.now() + seconds * 1000 };
  return token;
}
