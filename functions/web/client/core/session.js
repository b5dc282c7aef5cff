// Who is signed in: the id token is kept in memory only; the refresh token is in a cookie that no script reads.

import { forget } from "./local_storage.js";
import { forgetAnswers } from "./offline_copy.js";

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

/** The event of the window that a deed or an answer was refused because nobody is signed in. */
export const SESSION_OVER = "session-over";

const EARLY = 60_000;

let kept = null;
let asking = null;

/** Return an id token that is good for a minute at least; raise SignedOut. */
export async function idToken() {
  if (kept && Date.now() < kept.until - EARLY) return kept.token;
  asking ??= asked().finally(() => {
    asking = null;
  });
  return asking;
}

/** Tell whoever listens that the session is over, and return the error that says so. */
export function over(why) {
  dispatchEvent(new Event(SESSION_OVER));
  return new SignedOut(why);
}

/** Ask for a fresh token next time: the present one was refused. */
export function dropToken() {
  kept = null;
}

/** Sign out here and at Cognito; the page is left. */
export async function signOut() {
  const answer = await reached("/signout", { method: "POST", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`signing out was answered ${answer.status}`);
  kept = null;
  forget();
  await forgetAnswers();
  location.assign((await answer.json()).to);
}

/** Fetch, and tell a missing network from everything else. */
export async function reached(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error instanceof TypeError) throw new Offline(error.message);
    throw error;
  }
}

async function asked() {
  const answer = await reached("/session", { method: "POST", headers: { Accept: "application/json" } });
  if (answer.status === 401) throw over("nobody is signed in");
  if (!answer.ok) throw new Error(`the session was answered ${answer.status}`);
  const { id_token: token, expires_in: seconds } = await answer.json();
  kept = { token, until: Date.now() + seconds * 1000 };
  return token;
}
