// The card that introduces the offer to a newcomer: what this is, how it works, that nobody is watched, where help is. It
// stands there until it is closed, which is kept on the server, or until something is shared.

import { errorText } from "../core/announce.js";
import { choose } from "../core/api.js";
import { button, h, whileBusy } from "../core/dom.js";
import { supportLink } from "../core/frame.js";
import { t } from "../core/texts.js";

/** What stands in a content's place where the card is hidden. */
const INTRODUCTION = "introduction";
/** Pixels of a window in which the whole card leaves room for a first content. */
const HIGH = 700;

/** Draw the card, or return null for whoever has shared or closed it. */
export function introduction(view, shares, choices) {
  if (shares.length || choices.some(({ content }) => content === INTRODUCTION)) return null;
  const close = button(t("introduction.close"), { class: "btn sec sm" });
  const card = h(
    "section",
    { class: "card intro", "aria-labelledby": "introduction" },
    h("h2", { class: "f-m", id: "introduction" }, t("introduction.title")),
    h("p", { class: "s" }, t("introduction.what")),
    h(
      "details",
      { class: "s", open: innerHeight >= HIGH },
      h("summary", { class: "lnk" }, t("introduction.how_title")),
      h("p", {}, t("introduction.how")),
      h("p", {}, h("b", {}, t("introduction.unwatched"))),
      h("p", {}, t("introduction.help"), " ", supportLink(t("frame.feedback"))),
    ),
    close,
  );
  close.addEventListener("click", () =>
    whileBusy(close, t("frame.saving"), async () => {
      try {
        await choose(INTRODUCTION, "hidden");
      } catch (error) {
        view.showToast(errorText(error), "bad");
        return;
      }
      card.remove();
      document.querySelector("main h1").focus();
      view.announce(t("introduction.closed"));
    }),
  );
  return card;
}
