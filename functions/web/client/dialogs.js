// Dialogs: only for what cannot be undone or what costs something. They say what will happen before the button does it.

import { button, h, notice, working } from "./elements.js";
import { Offline } from "./session.js";
import { isTrouble } from "./telling.js";
import { t } from "./texts.js";

/**
 * Ask before a deed. `deed` is done while the dialog waits, and closes it; what it is refused for is said there.
 * `refused` may turn the error into words; null leaves it to the common ones.
 */
export function confirm({ title, body, yes, doing, kind = "", deed, refused = () => null }) {
  const trouble = h("div", { role: "alert" });
  const dialog = h("dialog", { class: "stack", "aria-labelledby": "dialog-title" });
  const done = (event) => {
    trouble.replaceChildren();
    working(event.currentTarget, doing, deed).then(
      () => dialog.close(),
      (error) => {
        if (!isTrouble(error)) console.error(error);
        const text = refused(error) ?? (error instanceof Offline ? t("error.offline") : t("error.ours"));
        trouble.replaceChildren(notice("bad", "bad", h("p", {}, text)));
      },
    );
  };
  dialog.append(
    h("h2", { id: "dialog-title" }, title),
    ...body,
    trouble,
    h(
      "p",
      { class: "row" },
      button(yes, { class: `btn ${kind}`, on: { click: done } }),
      button(t("dialog.cancel"), { class: "btn sec", on: { click: () => dialog.close() } }),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
