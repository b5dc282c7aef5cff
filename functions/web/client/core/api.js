// The JSON API: one call, its answer or its problem (RFC 9457).

import { dropToken, idToken, Offline, over, reached } from "./session.js";

/** What the API refused; `code`, `field`, `value`, `limit` as in its problem document. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? String(status));
    this.status = status;
    this.code = body.code;
    this.field = body.field;
    this.value = body.value;
    this.limit = body.limit;
  }
}

// Answers that were asked for before they are read, each read once.
const asked = new Map();

/** Ask for what will be read soon. */
export function ask(path) {
  if (asked.has(path)) return;
  const answer = call("GET", path);
  // Whoever reads it hears of its failure.
  answer.catch(() => {});
  asked.set(path, answer);
}

/** Let go of what nobody has read: later it would be stale. */
export function forgetAsked() {
  asked.clear();
}

/** Read; raise Problem, SignedOut or Offline. */
export async function get(path, options) {
  const answer = asked.get(path) ?? call("GET", path, options);
  asked.delete(path);
  return (await answer).body;
}

/** Read what may not have changed: answers { body, tag }, body null when `tag` is still that of the newest. */
export async function getIfChanged(path, tag, options) {
  return call("GET", path, { ...options, headers: tag ? { "If-None-Match": tag } : {} });
}

/** Make something; with a `key` the same wish, sent again, makes it once. */
export async function post(path, body, { key } = {}) {
  return (await call("POST", path, { body, headers: key ? { "Idempotency-Key": key } : {} })).body;
}

export async function put(path, body) {
  return (await call("PUT", path, { body })).body;
}

export async function patch(path, body) {
  return (await call("PATCH", path, { body })).body;
}

export async function del(path) {
  return (await call("DELETE", path)).body;
}

/** Tell whether anything since the last look came from what was kept for a time without a network. */
export function tookKept() {
  const taken = tookKeptAnswer;
  tookKeptAnswer = false;
  return taken;
}

let tookKeptAnswer = false;

async function call(method, path, { body, headers = {}, signal } = {}) {
  const send = async () =>
    reached(`/api/v1${path}`, {
      method,
      signal,
      // The tag is ours to compare: the browser's own cache would answer 304 as 200.
      cache: "no-store",
      headers: {
        ...(await authorization(method)),
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  let answer = await send();
  if (answer.status === 401) {
    dropToken();
    answer = await send();
  }
  if (answer.status === 401) throw over("the id token was refused");
  if (answer.headers.has("Kept-Since")) tookKeptAnswer = true;
  if (answer.status === 304) return { body: null, tag: answer.headers.get("ETag") };
  const isJson = /[/+]json/.test(answer.headers.get("Content-Type") ?? "");
  const read = isJson ? await answer.json() : {};
  if (!answer.ok) throw new Problem(answer.status, read);
  return { body: read, tag: answer.headers.get("ETag") };
}

/** Without a network there is no token; the service worker gives what it has kept without asking for one. */
async function authorization(method) {
  try {
    return { Authorization: `Bearer ${await idToken()}` };
  } catch (error) {
    if (method === "GET" && error instanceof Offline) return {};
    throw error;
  }
}
