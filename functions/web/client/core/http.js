// One call of the JSON API: its answer or its problem (RFC 9457).

import { API } from "./paths.js";
import { askAnew, dropToken, fetchOrOffline, idToken, Offline, sessionOver } from "./session.js";

/** What the API refused; `code`, `field`, `value`, `limit`, `see` as in its problem document. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? String(status));
    this.status = status;
    this.code = body.code;
    this.field = body.field;
    this.value = body.value;
    this.limit = body.limit;
    this.see = body.see;
  }
}

// Answers that were asked for before they are read; each is read once.
const prefetched = new Map();

/** Ask for what will be read soon. */
export function prefetch(path) {
  if (prefetched.has(path)) return;
  const answer = call("GET", path);
  // Whoever reads it gets its error.
  answer.catch(() => {});
  prefetched.set(path, answer);
}

/** Forget what nobody has read: later it would be stale. */
export function forgetPrefetched() {
  prefetched.clear();
}

/** Wait no longer for anything that was asked for: the next requests are all new ones. */
export function startAnew() {
  prefetched.clear();
  askAnew();
}

/** Read; raise Problem, SignedOut or Offline. */
export async function get(path, options) {
  const answer = prefetched.get(path) ?? call("GET", path, options);
  prefetched.delete(path);
  return (await answer).body;
}

/** Read a list to its end, page by page. */
export async function getAll(path, options) {
  const list = await get(path, options);
  for (let { next } = list; next; ) {
    const page = await get(`${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(next)}`, options);
    list.items.push(...page.items);
    ({ next } = page);
  }
  return list;
}

/** Read unless it is unchanged: returns { body, tag }, with body null when `tag` is still that of the newest. */
export function getIfChanged(path, tag, options) {
  return call("GET", path, { ...options, headers: tag ? { "If-None-Match": tag } : {} });
}

/** Create something; sent again with the same `key` it is created once. */
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

let usedOfflineCopy = false;

/** Return whether any answer since the last call of this came from the offline copy. */
export function cameFromOfflineCopy() {
  const used = usedOfflineCopy;
  usedOfflineCopy = false;
  return used;
}

async function call(method, path, { body, headers = {}, signal } = {}) {
  const send = async () =>
    fetchOrOffline(API + path, {
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
  if (answer.status === 401) throw sessionOver("the id token was refused");
  if (answer.headers.has("Kept-Since")) usedOfflineCopy = true;
  if (answer.status === 304) return { body: null, tag: answer.headers.get("ETag") };
  const isJson = /[/+]json/.test(answer.headers.get("Content-Type") ?? "");
  const read = isJson ? await answer.json() : {};
  if (!answer.ok) throw new Problem(answer.status, read);
  return { body: read, tag: answer.headers.get("ETag") };
}

/** Without a network there is no token; the service worker answers from its copy without one. */
async function authorization(method) {
  try {
    return { Authorization: `Bearer ${await idToken()}` };
  } catch (error) {
    if (method === "GET" && error instanceof Offline) return {};
    throw error;
  }
}
