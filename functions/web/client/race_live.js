// Follows what changes by itself: asks while it is looked at, ever more seldom while nothing changes.

import { Problem } from "./api.js";
import { Offline, SignedOut } from "./session.js";

const STEPS = [3000, 3000, 3000, 5000, 8000, 13_000, 21_000, 30_000];

/**
 * Call `look` again and again until `signal` aborts. It answers whether anything has changed: then the next look comes
 * soon, else a step later each time. Whoever comes back to the page or to the network sees what is new at once.
 * A failure is told by `lost` and tried again; a fault of our own is not swallowed.
 */
export function follow(look, { signal, lost, steps = STEPS }) {
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
export function stillUnder(list, draw, { signal }) {
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
