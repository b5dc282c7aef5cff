// Starts the client and goes from one screen to the next.
// A screen is a path that the server knows, too: its state is in its address, and every way to it is a link.

import "./prefetch.js";
import { accessibility } from "../accessibility/accessibility.js";
import { announce, isTrouble, say } from "../core/announce.js";
import { ask, forgetAsked, get, tookKept } from "../core/api.js";
import { showsKept, tellKept, tellSessionOver } from "../core/banners.js";
import { hasTyped, putTypedBack } from "../core/form_recovery.js";
import { draw, drawFrame, drawWaiting, place, showPoints } from "../core/frame.js";
import { forget, recalled, remember } from "../core/local_storage.js";
import { forgetAnswers, keepForOffline } from "../core/offline_copy.js";
import { Paused, SESSION_OVER, SignedOut } from "../core/session.js";
import { browserLanguage, speak, t } from "../core/texts.js";
import { guidelines } from "../guidelines/guidelines.js";
import { me } from "../me/me.js";
import { offer } from "../offer/offer.js";
import { race } from "../race/race.js";
import { sendKept } from "../share/offline_queue.js";
import { share } from "../share/share.js";
import { suggest } from "../suggest/suggest.js";
import { drawLate, drawTrouble } from "./error_screens.js";
import { EVERYWHERE, needsOf, screenAt } from "./screens.js";

/** Each screen with the function that returns its content. */
const DRAWERS = { offer, share, race, suggest, me, guidelines, accessibility };
const PATIENCE = { skeleton: 400, retry: 8000, network: 5000 };

const who = { person: null, programme: null, channels: null, races: null };
let leaving = new AbortController();
let shown = null;
let isDrawing = false;

async function start() {
  await speak(new URLSearchParams(location.search).get("lang") ?? recalled("language", null) ?? browserLanguage());
  place();
  document.addEventListener("click", followed);
  addEventListener("popstate", () => {
    if (shown !== location.pathname + location.search) show();
  });
  addEventListener("online", () => {
    sendConfirmations();
    leaveKept();
  });
  addEventListener(SESSION_OVER, () => {
    const { person } = who;
    forgetAnswers();
    if (person && !isDrawing) tellSessionOver(person.person);
  });
  await show({ first: true });
  keepForOffline();
}

/** Draw the screen that the address names. */
async function show({ first = false } = {}) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const url = new URL(location.href);
  shown = url.pathname + url.search;
  const screen = screenAt(url);
  tookKept();
  isDrawing = true;
  const again = () => show();
  const timers = [
    setTimeout(() => {
      drawWaiting();
      announce(t("frame.loading"));
    }, PATIENCE.skeleton),
    setTimeout(() => drawLate(again), PATIENCE.retry),
  ];
  try {
    if (!screen.open || who.person) needsOf(screen).forEach(ask);
    if (!who.person) await meet(screen);
    if (signal.aborted) return;
    const points = drawFrame(url, screen, who.person);
    const refreshPoints = async (options) => points && showPoints(points, who.races.prize, signal, options);
    refreshPoints({ follow: false });
    const view = {
      ...who,
      url,
      signal,
      match: screen.match,
      announce,
      say,
      go,
      refreshPoints,
      redraw: (content) => {
        if (!signal.aborted) draw(content, { task: screen.task, focus: true });
      },
    };
    const content = await DRAWERS[screen.name](view);
    if (signal.aborted) return;
    draw(content, { task: screen.task, focus: !first });
    if (tookKept()) awaitNetwork();
    if (first && who.person) putTypedBack(who.person.person);
  } catch (error) {
    if (signal.aborted) return;
    const { person } = who;
    if (error instanceof SignedOut) who.person = null;
    drawTrouble(error, { url, person, again });
  } finally {
    timers.forEach(clearTimeout);
    if (!signal.aborted) {
      isDrawing = false;
      forgetAsked();
    }
  }
}

/** Learn who is signed in, and what of the programme every screen needs; a screen that is open does without. */
async function meet(screen) {
  try {
    const [me, ...others] = EVERYWHERE.map((path) => get(path));
    // Who pauses is refused all but themselves.
    const rest = Promise.all(others);
    rest.catch(() => {});
    const person = await me;
    await speak(person.language);
    if (person.state !== "active") throw new Paused(person);
    const [programme, channels, races] = await rest;
    // Another person's device until now: nothing of theirs is left to this one.
    if (recalled("person", person.person) !== person.person) {
      forget();
      await forgetAnswers();
    }
    remember("person", person.person);
    who.programme = programme;
    who.channels = new Map(channels.channels.map((channel) => [channel.channel, channel]));
    who.races = races;
    who.person = person;
    sendConfirmations();
  } catch (error) {
    if (!(screen.open && (error instanceof SignedOut || error instanceof Paused))) throw error;
  }
}

/** Send what was confirmed without a network: at the start, and when the network is back. */
async function sendConfirmations() {
  if (!who.person || !recalled("confirmations", []).length) return;
  const arrived = await sendKept();
  if (arrived.length) say(t("thanks.sent", { n: arrived.reduce((sum, { points }) => sum + points, 0) }));
}

/** The network is back: what was drawn from kept answers is drawn anew, unless somebody is writing there. */
async function leaveKept() {
  if (!showsKept()) return;
  if (hasTyped()) {
    tellKept(false);
    return;
  }
  await show({ first: true });
}

/** Say that the screen shows what was kept, and look for the network: not every device tells when it is back. */
async function awaitNetwork() {
  const { signal } = leaving;
  tellKept(true);
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, PATIENCE.network));
    if (signal.aborted || document.visibilityState !== "visible") continue;
    try {
      await get("/programme", { signal });
    } catch (error) {
      if (!isTrouble(error)) throw error;
      continue;
    }
    if (!tookKept()) {
      await leaveKept();
      return;
    }
  }
}

/** Go to another screen. */
function go(path, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  return show();
}

/** Follow a plain click on a link to a screen without loading the page anew. */
function followed(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const url = new URL(link.href);
  if (link.target || url.origin !== location.origin || !who.person || link.getAttribute("href").startsWith("#")) return;
  if (!screenAt(url)) return;
  event.preventDefault();
  go(url.pathname + url.search + url.hash);
}

start();
