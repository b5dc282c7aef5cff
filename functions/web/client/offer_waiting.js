// Asks once more about shares that were opened lately and neither confirmed nor declined.

import { recalled } from "./device.js";
import { h, icon } from "./elements.js";
import { t } from "./texts.js";

const WAITS_DAYS = 7;
const A_DAY = 24 * 60 * 60 * 1000;
const AT_ONCE = 3;

/** Draw the questions, or return null where there are none; a share that is put off asks when its time has come. */
export function waiting(shares, now) {
  // Answered already: not posted, or posted and the answer waits for the network.
  const answered = new Set([...recalled("declined", []), ...recalled("confirmations", [])]);
  const open = shares.filter(
    (share) =>
      share.state === "opened" &&
      !answered.has(share.code) &&
      now - new Date(share.opened) < WAITS_DAYS * A_DAY &&
      !(share.remind_at && new Date(share.remind_at) > now),
  );
  if (!open.length) return null;
  return h(
    "ul",
    { class: "card flush list ask", "aria-label": t("offer.waiting") },
    open.slice(0, AT_ONCE).map((share) =>
      h(
        "li",
        {},
        h(
          "a",
          { class: "net", href: `/share/${share.content}?share=${share.code}` },
          icon("question"),
          h(
            "span",
            { class: "grow" },
            h("b", {}, t(`question.${share.network}`)),
            h("span", { class: "s m2" }, share.title),
          ),
          icon("next"),
        ),
      ),
    ),
  );
}
