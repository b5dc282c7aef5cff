// The table of a race, live: the ten, one's own place, and one's own row after the ten.

import { get, getIfChanged, Problem } from "../core/api.js";
import { h } from "../core/dom.js";
import { Offline, SignedOut } from "../core/session.js";
import { clock, place, t } from "../core/texts.js";
import { isToCome } from "./periods.js";
import { ownRow, placeCard, topRows } from "./places.js";

const OWN_EVERY = 30_000;
const SPOKEN_EVERY = 30_000;
const TEAM_STEPS = [60_000];

/** What is known of a race, and the elements that show it; `card` and `table` change in place. */
export class RaceTable {
  constructor(race, view) {
    this.race = race;
    this.view = view;
    this.team = null;
    this.card = h("div", {});
    this.table = h("div", { class: "stack-s" });
    this.when = h("p", { class: "s m2" });
    this.spokenAt = 0;
    this.following = new AbortController();
    view.signal.addEventListener("abort", () => this.following.abort());
    this.draw = stillUnder(this.table, () => this.drawn(), view);
  }

  /** Fetch for the first time; raise Problem and the like. */
  async load() {
    const [top, own] = await Promise.all([getIfChanged(this.path(), null), get(`/races/${this.race.race}/place`)]);
    Object.assign(this, { tag: top.tag, top: top.body, own, ownAt: Date.now(), seen: new Date() });
    this.drawn();
    this.drawCard();
    this.drawTime();
    if (!this.over) this.follow();
  }

  /** A race whose last day is past: it moves no more, though its result may still be in the making. */
  get over() {
    return Boolean(this.top.closed);
  }

  /** Look at one team, or with null at everybody. */
  async choose(team) {
    this.team = team;
    this.following.abort();
    this.following = new AbortController();
    try {
      const { body, tag } = await getIfChanged(this.path(), null, { signal: this.following.signal });
      Object.assign(this, { tag, top: { ...this.top, ...body }, hidden: false, seen: new Date() });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error;
      this.hidden = true;
    }
    this.drawn();
    this.drawTime();
    if (!this.hidden) this.follow();
  }

  path() {
    return `/races/${this.race.race}${this.team === null ? "" : `/teams/${encodeURIComponent(this.team)}`}`;
  }

  follow() {
    const { signal } = this.following;
    follow(() => this.look(signal), {
      signal,
      steps: this.team === null ? undefined : TEAM_STEPS,
      lost: () => {
        this.when.textContent = t("race.lost", { time: clock(this.seen) });
      },
    });
  }

  async look(signal) {
    const { body, tag } = await getIfChanged(this.path(), this.tag, { signal });
    const changed = body !== null && tag !== this.tag;
    // One's own place may change without the ten.
    if (changed || Date.now() - this.ownAt > OWN_EVERY) {
      const own = await get(`/races/${this.race.race}/place`, { signal });
      this.speak(own);
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

  /** Of all that moves, only one's own place is spoken, and that at most twice a minute. */
  speak(own) {
    if (own.place === null || own.place === this.own.place || Date.now() - this.spokenAt < SPOKEN_EVERY) return;
    this.spokenAt = Date.now();
    this.view.announce(t("race.place_now", { place: place(own.place) }));
  }

  drawCard() {
    this.card.replaceChildren(placeCard(this.own, { over: this.over }));
  }

  drawn() {
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

// Follows what changes by itself: asks while it is looked at, ever more seldom while nothing changes.

const STEPS = [3000, 3000, 3000, 5000, 8000, 13_000, 21_000, 30_000];

/**
 * Call `look` again and again until `signal` aborts. It answers whether anything has changed: then the next look comes
 * soon, else a step later each time. Whoever comes back to the page or to the network sees what is new at once.
 * A failure is told by `lost` and tried again; a fault of our own is not swallowed.
 */
function follow(look, { signal, lost, steps = STEPS }) {
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
      quiet = (await look()) ? 0 : quiet + 1;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Offline || error instanceof Problem || error instanceof SignedOut)) throw error;
      quiet += 1;
      lost();
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

/** Let a list keep still while the pointer or the focus is in it: what is drawn meanwhile waits until they leave. */
function stillUnder(list, draw, { signal }) {
  const hovers = matchMedia("(hover: hover)").matches;
  let waits = false;
  const settle = () => {
    if (!waits || (hovers && list.matches(":hover")) || list.contains(document.activeElement)) return;
    waits = false;
    draw();
  };
  list.addEventListener("pointerleave", settle, { signal });
  // The focus has left only after the event.
  list.addEventListener("focusout", () => setTimeout(settle), { signal });
  return () => {
    waits = true;
    settle();
  };
}
