// What somebody can do with a content of their offer besides sharing it: save it for later, or hide it. Both are kept on
// the server with the person, and can be taken back where they were done.

import { choose } from "../core/api.js";
import { errorText } from "../core/announce.js";
import { button, h, icon, whileBusy } from "../core/dom.js";
import { t } from "../core/texts.js";

/** Draw the buttons that change a content's choice; `chosen` is called with the new one, or null. */
export function choiceButtons(row, choice, view, chosen) {
  return h(
    "p",
    { class: "row acts" },
    changing(row, view, chosen, choice === "saved" ? ["offer.unsave", null] : ["offer.save", "saved"]),
    changing(row, view, chosen, choice === "hidden" ? ["offer.unhide", null] : ["offer.hide", "hidden"]),
  );
}

/** Draw what stands in place of a content that has just been hidden: a way to take that back. */
export function hiddenItem(row, view, chosen) {
  return h(
    "li",
    { class: "item gone", "data-content": row.content },
    h("p", { class: "mk ok" }, icon("done"), h("span", {}, t("offer.hidden", { title: row.title }))),
    h("p", {}, changing(row, view, chosen, ["offer.undo", null])),
  );
}

function changing(row, view, chosen, [text, choice]) {
  const pressed = button(t(text), { class: "tbtn", "aria-label": `${t(text)}: ${row.title}` });
  pressed.addEventListener("click", () =>
    whileBusy(pressed, t("frame.saving"), async () => {
      try {
        await choose(row.content, choice);
      } catch (error) {
        view.showToast(errorText(error), "bad");
        return;
      }
      chosen(choice);
    }),
  );
  return pressed;
}
