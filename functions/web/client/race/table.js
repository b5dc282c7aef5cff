// The live table of a race: the top ten, the person's own row after it, and their place. It polls while it is visible,
// more seldom while nothing changes, and keeps still while somebody uses it.

import { readPlace, readTable, readWeeks } from "../core/api.js";
import { h } from "../core/dom.js";
import { Problem } from "../core/http.js";
import { Offline, SignedOut } from "../core/session.js";
import { clock, place, t } from "../core/texts.js";
import { isToCome } from "./periods.js";
import { isFar, ownRow, placeCard, topRows } from "./places.js";

const OWN_EVERY = 30_000;
const SPOKEN_EVERY = 30_000;
const TEAM_STEPS = [60_000];

/** What has been read of a race, and the elements that show it; `card` and `table` change in place. */
export class RaceTable {
  constructor(race, view) {
    this.race = race;
    this.view = view;
    this.team = null;
    this.weeks = null;
    this.card = h("div", {});
    this.table = h("div", { class: "stack-s" });
    this.when = h("p", { class: "s m2" });
    this.spokenAt = 0;
    this.following = new AbortController();
    view.signal.addEventListener("abort", () => this.following.abort());
    this.draw = holdWhileUsed(this.table, () => this.drawRows(), view);
  }

  /** Read for the first time; raise Problem, SignedOut or Offline. */
  async load() {
    const [top, own] = await Promise.all([this.read(null), readPlace(this.race.race)]);
    Object.assign(this, { tag: top.tag, top: top.body, own, ownAt: Date.now(), seen: new Date() });
    this.drawRows();
    this.drawCard();
    this.drawTime();
    if (this.over) return;
    this.poll();
    if (isFar(own)) this.readWeeks();
  }

  /** Read what the card says besides to whoever is far down; it is complete without it. */
  readWeeks() {
    readWeeks({ signal: this.view.signal }).then(
      (weeks) => {
        this.weeks = weeks;
        this.drawCard();
      },
      () => {},
    );
  }

  /** Whether the race's last day is past: it changes no more, though its result may not be ready. */
  get over() {
    return Boolean(this.top.closed);
  }

  /** Show the table of a team, or with null that of everybody. */
  async choose(team) {
    this.team = team;
    this.following.abort();
    this.following = new AbortController();
    try {
      const { body, tag } = await this.read(null, { signal: this.following.signal });
      Object.assign(this, { tag, top: { ...this.top, ...body }, hidden: false, seen: new Date() });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error;
      this.hidden = true;
    }
    this.drawRows();
    this.drawTime();
    if (!this.hidden) this.poll();
  }

  read(tag, options) {
    return readTable(this.race.race, this.team, tag, options);
  }

  poll() {
    const { signal } = this.following;
    poll(() => this.refresh(signal), {
      signal,
      steps: this.team === null ? undefined : TEAM_STEPS,
      onError: () => {
        this.when.textContent = t("race.lost", { time: clock(this.seen) });
      },
    });
  }

  async refresh(signal) {
    const { body, tag } = await this.read(this.tag, { signal });
    const changed = body !== null && tag !== this.tag;
    // The person's place may change without the top ten.
    if (changed || Date.now() - this.ownAt > OWN_EVERY) {
      const own = await readPlace(this.race.race, { signal });
      this.announcePlace(own);
      Object.assign(this, { own, ownAt: Date.now() });
      this.drawCard();
      this.draw();
    }
    if (changed) {
      Object.assign(this, { tag, top: { ...this.top, ...body } });
      this.draw();
    }
    this.seen = new Date();
    this.drawTime();
    return changed;
  }

  /** Let a screen reader say the person's place where it has changed, at most twice a minute. */
  announcePlace(own) {
    if (own.place === null || own.place === this.own.place || Date.now() - this.spokenAt < SPOKEN_EVERY) return;
    this.spokenAt = Date.now();
    this.view.announce(t("race.place_now", { place: place(own.place) }));
  }

  drawCard() {
    this.card.replaceChildren(placeCard(this.own, { over: this.over, weeks: this.weeks }));
  }

  drawRows() {
    this.table.replaceChildren(...this.rows());
  }

  rows() {
    if (this.hidden) return [h("p", { class: "card m2" }, t("race.team_hidden"))];
    const { places } = this.top;
    if (!places.length) {
      return [h("p", { class: "card m2" }, t(this.whyEmpty()))];
    }
    return [topRows(places, this.view), this.team === null && ownRow(places, this.own)].filter(Boolean);
  }

  whyEmpty() {
    if (this.over) return "race.empty_over";
    if (isToCome(this.top)) return "race.empty_before";
    return this.team === null ? "race.empty" : "race.team_empty";
  }

  drawTime() {
    this.when.hidden = this.over || Boolean(this.hidden);
    this.when.textContent = t("race.live", { time: clock(this.seen) });
  }
}

const STEPS = [3000, 3000, 3000, 5000, 8000, 13_000, 21_000, 30_000];

/**
 * Call `refresh` again and again until `signal` aborts, while the page is visible. It returns whether anything has
 * changed: then the next call comes after the first of `steps` (milliseconds), else a step later each time. A return to
 * the page or to the network calls it at once. An expected error calls `onError` and is tried again; others are thrown.
 */
function poll(refresh, { signal, onError, steps = STEPS }) {
  let timer;
  let quiet = 0;
  let looking = false;

  const again = () => {
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(once, steps[Math.min(quiet, steps.length - 1)]);
  };
  const once = async () => {
    clearTimeout(timer);
    if (looking || signal.aborted || document.visibilityState !== "visible") return;
    looking = true;
    try {
      quiet = (await refresh()) ? 0 : quiet + 1;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Offline || error instanceof Problem || error instanceof SignedOut)) throw error;
      quiet += 1;
      onError();
    } finally {
      looking = false;
      again();
    }
  };
  const back = () => {
    quiet = 0;
    once();
  };

  document.addEventListener("visibilitychange", back, { signal });
  addEventListener("focus", back, { signal });
  addEventListener("online", back, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  again();
}

/** Return a function that draws a list, but waits while the pointer or the focus is in it. */
function holdWhileUsed(list, draw, { signal }) {
  const hovers = matchMedia("(hover: hover)").matches;
  let waits = false;
  const settle = () => {
    if (!waits || (hovers && list.matches(":hover")) || list.contains(document.activeElement)) return;
    waits = false;
    draw();
  };
  list.addEventListener("pointerleave", settle, { signal });
  // The focus has moved only after the event.
  list.addEventListener("focusout", () => setTimeout(settle), { signal });
  return () => {
    waits = true;
    settle();
  };
}
