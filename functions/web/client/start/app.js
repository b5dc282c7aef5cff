// Starts the client and goes from one screen to the next.
// A screen is a path that the server knows, too: its state is in its address, and every way to it is a link.

import "./prefetch.js";
import { announce, isExpected, showToast } from "../core/announce.js";
import { changeMe, readPlace, readProgramme, readStart } from "../core/api.js";
import {
  hasOfflineBanner,
  removeOfflineBanner,
  removeOfflineErrors,
  showOfflineBanner,
  showSessionOver,
} from "../core/banners.js";
import { chosenLanguage, deviceLanguage, forgetChosenLanguage, keepLanguage } from "../core/device_language.js";
import { LANGUAGE } from "../core/catalogue.js";
import { hasUnsavedInput, restoreForm } from "../core/form_recovery.js";
import { draw, drawFrame, drawWaiting, mountFrame, screenElement, showPoints } from "../core/frame.js";
import { cameFromOfflineCopy, forgetPrefetched, prefetch, Problem, startAnew } from "../core/http.js";
import { clearLocal, readLocal, writeLocal } from "../core/local_storage.js";
import { deleteAnswers, keepForOffline } from "../core/offline_copy.js";
import { Offline, Paused, SESSION_OVER, SignedOut } from "../core/session.js";
import { browserLanguage, setLanguage, t } from "../core/texts.js";
import { offer } from "../offer/offer.js";
import { onArrival, sendQueued } from "../share/offline_queue.js";
import { drawLate, drawTrouble } from "./error_screens.js";
import { needsOf, screenAt } from "./screens.js";
import { arrive, leave, moveTo, restore, takeOverScrolling } from "./visits.js";

/** Each screen with its module, which has a function of the screen's name; the first one most people see is here. */
const MODULES = {
  offer: async () => ({ offer }),
  share: () => import("../share/share.js"),
  race: () => import("../race/race.js"),
  suggest: () => import("../suggest/suggest.js"),
  me: () => import("../me/me.js"),
  points: () => import("../points/points.js"),
  invite: () => import("../invite/invite.js"),
  guidelines: () => import("../guidelines/guidelines.js"),
  accessibility: () => import("../accessibility/accessibility.js"),
};
/** Milliseconds: until a skeleton is drawn, until a retry is offered, between looks for the network. */
const TIMEOUTS = { skeleton: 400, retry: 8000, network: 5000 };

// Who is signed in, and the programme, channels and races, which every screen needs.
const session = { person: null };
let leaving = new AbortController();
let shownPath = null;
let isDrawing = false;
// The screen that is drawn, with what it does itself: `keep` returns what it wants back when somebody comes back to it,
// `follow` takes another address of its own. Null while nothing is drawn but a skeleton or an error.
let drawn = null;
// What tries again as soon as the network is back, where a screen could not be drawn without one.
let retryOnline = null;

async function start() {
  // Said in the script's own language if need be: nothing that comes later is needed to say that it is late.
  await setLanguage(LANGUAGE);
  mountFrame();
  onArrival(thankLater);
  takeOverScrolling();
  document.addEventListener("click", followLink);
  addEventListener("popstate", returnTo);
  addEventListener("pagehide", remember);
  addEventListener("online", () => {
    sendAnswers();
    removeOfflineErrors();
    leaveOffline();
  });
  addEventListener(SESSION_OVER, () => {
    const { person } = session;
    deleteAnswers();
    if (person && !isDrawing) showSessionOver(person.person);
  });
  await show({ isFirst: true });
  keepForOffline();
}

/** Remember how the screen is left that is drawn. */
function remember() {
  if (drawn) leave(screenElement(), drawn.keep?.());
}

/** Follow the history's buttons: to another screen, or to another state of the one that is drawn. */
async function returnTo() {
  const url = new URL(location.href);
  if (shownPath === url.pathname + url.search) return;
  if (!drawn?.follow || url.pathname !== shownPath.split("?")[0]) {
    await show();
    return;
  }
  remember();
  const kept = arrive();
  shownPath = url.pathname + url.search;
  await drawn.follow(url);
  if (kept) restore(screenElement(), kept);
}

/** Draw the screen that the address names; one that somebody comes back to is as they left it. */
async function show({ isFirst = false } = {}) {
  leaving.abort();
  remember();
  drawn = null;
  const kept = arrive();
  leaving = new AbortController();
  retryOnline = null;
  const { signal } = leaving;
  const url = new URL(location.href);
  shownPath = url.pathname + url.search;
  const screen = screenAt(url);
  cameFromOfflineCopy();
  isDrawing = true;
  const module = moduleOf(screen);
  // While its script is late, nothing but the page itself can ask for it again.
  const retry = () => {
    startAnew();
    return module.isLate ? location.reload() : show();
  };
  const timers = [
    setTimeout(() => {
      drawWaiting();
      announce(t("frame.loading"));
    }, TIMEOUTS.skeleton),
    setTimeout(() => drawLate(retry), TIMEOUTS.retry),
  ];
  let showOwnPoints = () => {};
  try {
    if (!session.person) await setLanguage(url.searchParams.get("lang") ?? deviceLanguage() ?? browserLanguage());
    if (!screen.open || session.person) needsOf(screen).forEach(prefetch);
    const place = session.person ? readOwnPlace(signal) : Promise.resolve(await beginSession(screen));
    // Whoever reads it gets its error.
    place.catch(() => {});
    if (signal.aborted) return;
    const points = drawFrame(url, screen, session.person);
    showOwnPoints = () => place.then((own) => own && showPoints(points, own.points)).catch(expected);
    const handlers = {};
    const drawScreen = await module.loaded;
    const content = await drawScreen(viewOf(url, screen, signal, place, points, handlers, kept?.own ?? null));
    if (signal.aborted) return;
    // Nobody can type in between: all is done in one task.
    draw(content, { task: screen.task, focus: !isFirst });
    drawn = handlers;
    if (kept) restore(screenElement(), kept);
    if (session.person) restoreForm(session.person.person);
    if (cameFromOfflineCopy()) {
      showOfflineBanner();
      awaitNetwork();
    }
  } catch (error) {
    if (signal.aborted) return;
    const { person } = session;
    if (error instanceof SignedOut) session.person = null;
    drawTrouble(error, { url, person, again: retry });
    if (error instanceof Offline) {
      retryOnline = retry;
      awaitNetwork();
    }
  } finally {
    timers.forEach(clearTimeout);
    if (!signal.aborted) {
      isDrawing = false;
      forgetPrefetched();
      // Also above an error; an error of their own is not shown, as every screen is complete without them.
      showOwnPoints();
    }
  }
}

/** Ask for a screen's module: returns a promise of the function that draws it, and whether that is late. */
function moduleOf({ name }) {
  const module = { isLate: true };
  module.loaded = MODULES[name]().then(
    (found) => {
      module.isLate = false;
      return found[name];
    },
    (error) => {
      const why = `the script of ${name} did not come: ${error.message}`;
      throw navigator.onLine ? new Problem(503, { detail: why }) : new Offline(why);
    },
  );
  // Whoever waits for it gets its error.
  module.loaded.catch(() => {});
  return module;
}

/** Return what a screen gets: who it is for, where it is, what it kept when it was left, and what it can do. */
function viewOf(url, screen, signal, place, points, handlers, kept) {
  // What shows the place on this screen.
  const drawers = [];
  // An action has changed the points: read the place anew and show it wherever it stands. Returns null without one.
  const refreshPoints = async () => {
    const own = await readOwnPlace(signal).catch(expected);
    if (!own || signal.aborted) return null;
    showPoints(points, own.points);
    for (const draw of drawers) draw(own);
    return own;
  };
  return {
    ...session,
    url,
    signal,
    match: screen.match,
    place,
    kept,
    /** Say what this screen does when it is left, and when the history leads to another address of it. */
    handle: (own) => Object.assign(handlers, own),
    /** Give another state of this screen an address. */
    readdress: (path, options) => {
      remember();
      moveTo(path, options);
      shownPath = path;
    },
    announce,
    showToast,
    go,
    refreshPoints,
    replaceAddress: (url) => {
      shownPath = url.pathname + url.search;
      history.replaceState(history.state, "", url);
    },
    watchPlace: (draw) => drawers.push(draw),
    redraw: (content) => {
      if (!signal.aborted) draw(content, { task: screen.task, focus: true });
    },
  };
}

/** Read the person's place in the prize race; null on days without one. */
async function readOwnPlace(signal) {
  const { prize } = session.races;
  return prize === null ? null : readPlace(prize, { signal });
}

function expected(error) {
  if (!isExpected(error)) throw error;
}

/** Learn who is signed in, and return their place; nobody need be on a screen that is open to everybody. */
async function beginSession(screen) {
  try {
    await storeChosenLanguage();
    const { place, ...known } = await readStart();
    const { person } = known;
    await setLanguage(person.language);
    keepLanguage(person.language);
    if (person.state !== "active") throw new Paused(person);
    // Another person's device until now: nothing of theirs is left to this one.
    if (readLocal("person", person.person) !== person.person) {
      clearLocal();
      await deleteAnswers();
    }
    writeLocal("person", person.person);
    Object.assign(session, known);
    sendAnswers();
    return place;
  } catch (error) {
    if (!(screen.open && (error instanceof SignedOut || error instanceof Paused))) throw error;
    return null;
  }
}

/** Give a person the language that they chose before they signed in. Where that fails it is tried at the next start. */
async function storeChosenLanguage() {
  const language = chosenLanguage();
  if (!language) return;
  try {
    await changeMe({ language });
  } catch (error) {
    if (error instanceof SignedOut) throw error;
    expected(error);
    return;
  }
  forgetChosenLanguage();
  forgetPrefetched();
}

/** Send what was answered without a network: at the start, and when the network is back. */
function sendAnswers() {
  if (session.person) sendQueued();
}

/** Say what confirmations that were sent later have brought. */
function thankLater(confirmations) {
  showToast(t("thanks.sent", { n: confirmations.reduce((sum, { points }) => sum + points, 0) }));
}

/** The network is back: what could not be drawn, or was drawn from the offline copy, is drawn anew, unless somebody is
 *  writing there. */
async function leaveOffline() {
  if (retryOnline) {
    retryOnline();
    return;
  }
  if (!hasOfflineBanner()) return;
  if (hasUnsavedInput()) removeOfflineBanner();
  else await show({ isFirst: true });
}

/** Look for the network until it is back: not every device tells. */
async function awaitNetwork() {
  const { signal } = leaving;
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, TIMEOUTS.network));
    if (signal.aborted || document.visibilityState !== "visible") continue;
    try {
      await readProgramme({ signal });
    } catch (error) {
      expected(error);
      if (!(error instanceof SignedOut)) continue;
    }
    await leaveOffline();
    return;
  }
}

/** Go to another screen. */
function go(path, { replace = false } = {}) {
  remember();
  drawn = null;
  moveTo(path, { replace });
  return show();
}

/** Follow a plain click on a link to a screen without loading the page anew. */
function followLink(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const url = new URL(link.href);
  if (link.target || url.origin !== location.origin || !session.person || link.getAttribute("href").startsWith("#")) return;
  if (!screenAt(url)) return;
  event.preventDefault();
  go(url.pathname + url.search + url.hash);
}

start();
