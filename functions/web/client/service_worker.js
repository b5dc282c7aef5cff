// Stands between the client and the network. It is served as /sw.js, where the server defines VERSION, FILES, PAGE,
// PAGE_HEADERS, LATER and LATER_SCRIPT before this (functions/web/client_page.py).
//
// Keeps the client's files of one version, and the last answers to what a person reads most: the offer, contents, their
// own page. A kept answer is given out only where the network gives none, and says since when it has been kept. The
// codes of vouchers are not kept: they are as good as money, and lie encrypted everywhere else.
// Nothing that is written passes here: what is confirmed without a network is kept by share/offline_queue.js.

import { API, isKeptOffline, paths } from "./core/paths.js";

const KEPT_FILES = `lahetti-files-${VERSION}`;
const KEPT_ANSWERS = "lahetti-answers";
const START = "/";
const SCREEN = /^\/(?:|race|suggest|me|points|invite|guidelines|accessibility|share\/[^/]+)$/;
const AWARDS = API + paths.myAwards;
const MOST_ANSWERS = 60;
/** Milliseconds after which a kept answer is given out, for a network that is there and brings nothing. */
const PATIENCE = 8000;

addEventListener("install", (event) => event.waitUntil(keepFiles()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(SCREEN.test(url.pathname) ? page(event) : fetched(event));
  } else if (url.pathname.startsWith("/app/")) {
    event.respondWith(file(request));
  } else if (url.pathname.startsWith(API) && isKeptOffline(url.pathname.slice(API.length) + url.search)) {
    event.respondWith(answer(request));
  }
});

async function keepFiles() {
  const kept = await caches.open(KEPT_FILES);
  await kept.addAll(FILES);
  await kept.put(START, new Response(PAGE, { headers: PAGE_HEADERS }));
  await kept.put(LATER, new Response(LATER_SCRIPT, { headers: { "Content-Type": "text/javascript; charset=utf-8" } }));
  await skipWaiting();
}

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith("lahetti-files-") && name !== KEPT_FILES) await caches.delete(name);
  }
  await registration.navigationPreload?.enable();
  await clients.claim();
}

/** Use the request that the browser has already sent: a second one would fail, as the code of a sign-in works once. */
async function fetched(event) {
  return (await event.preloadResponse) ?? (await fetch(event.request));
}

/** All screens have the same page; its address says which one is drawn. */
async function page(event) {
  try {
    return await fetched(event);
  } catch (error) {
    const kept = await caches.match(START, { cacheName: KEPT_FILES, ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

/** Files that were not kept at once (the texts of another language) are kept when they are first fetched. */
async function file(request) {
  const kept = await caches.open(KEPT_FILES);
  const found = await kept.match(request, { ignoreVary: true });
  if (found) return found;
  const fresh = await fetch(request);
  if (fresh.ok && !fresh.redirected && request.url.includes(`/${VERSION}/`)) {
    await tried(() => kept.put(request, fresh.clone()));
  }
  return fresh;
}

/** Try to keep an answer; where the device is full it is given out all the same. */
async function tried(keeping) {
  try {
    await keeping();
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
  }
}

async function answer(request) {
  const asked = fetch(request);
  let fresh;
  let waiting;
  const late = new Promise((resolve) => (waiting = setTimeout(resolve, PATIENCE)));
  try {
    fresh = await Promise.race([asked, late]);
    if (!fresh) fresh = (await keptAnswer(request)) ?? (await asked);
  } catch (error) {
    if (request.signal.aborted) throw error;
    const kept = await keptAnswer(request);
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(waiting);
  }
  if (fresh.ok && !fresh.headers.has("Kept-Since")) await tried(() => keep(request.url, fresh.clone()));
  return fresh;
}

function keptAnswer(request) {
  return caches.match(request.url, { cacheName: KEPT_ANSWERS, ignoreVary: true });
}

async function keep(address, fresh) {
  const headers = new Headers(fresh.headers);
  headers.set("Kept-Since", new Date().toISOString());
  const kept = await caches.open(KEPT_ANSWERS);
  // Deleted first, so that the oldest come first.
  await kept.delete(address);
  const body = new URL(address).pathname === AWARDS ? withoutCodes(await fresh.json()) : await fresh.blob();
  await kept.put(address, new Response(body, { status: 200, headers }));
  const all = await kept.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST_ANSWERS)).map((one) => kept.delete(one)));
}

/** Return the awards as they are kept: an empty text in place of each code. */
function withoutCodes({ items, ...page }) {
  return JSON.stringify({ ...page, items: items.map((award) => ({ ...award, code: award.code === null ? null : "" })) });
}
