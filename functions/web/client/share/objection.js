// "I can't stand behind this": a private note to the editors, with or without words.

import { errorText } from "../core/announce.js";
import { objectTo } from "../core/api.js";
import { button, h, icon, notice, whileBusy } from "../core/dom.js";
import { t } from "../core/texts.js";

const LONGEST = 1000;

/** Draw the button and the form that it unfolds. */
export function objection(content) {
  const panel = h("div", { class: "card", id: "objection", hidden: true });
  const opener = button(t("objection.open"), { class: "tbtn", "aria-expanded": "false", "aria-controls": "objection" });
  opener.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden && !panel.childElementCount) drawForm(panel, content);
    if (!panel.hidden) panel.querySelector("textarea, [tabindex]")?.focus();
  });
  return h("section", { class: "stack-s" }, opener, panel);
}

function drawForm(panel, content) {
  const field = h("textarea", {
    class: "inp",
    id: "objection-text",
    rows: 3,
    "aria-describedby": "objection-hint objection-error",
  });
  const error = h("p", { class: "err", id: "objection-error", hidden: true });
  const send = async () => {
    const over = [...field.value].length - LONGEST;
    if (over > 0) {
      error.replaceChildren(icon("bad"), h("span", {}, t("form.too_long", { n: over, limit: LONGEST })));
      error.hidden = false;
      field.focus();
      return;
    }
    try {
      await objectTo(content.content, field.value);
    } catch (problem) {
      error.replaceChildren(icon("bad"), h("span", {}, errorText(problem)));
      error.hidden = false;
      field.focus();
      return;
    }
    const thanks = notice("ok", "done", h("p", {}, t("objection.sent")));
    thanks.tabIndex = -1;
    panel.replaceChildren(thanks);
    thanks.focus();
  };
  const pressed = button(t("objection.send"), {
    class: "btn sec",
    on: { click: () => whileBusy(pressed, t("frame.sending"), send) },
  });
  panel.replaceChildren(
    h(
      "div",
      { class: "fld" },
      h("label", { for: "objection-text" }, t("objection.label"), h("span", { class: "m2" }, ` ${t("frame.optional")}`)),
      h("span", { class: "hint", id: "objection-hint" }, t("objection.hint")),
      error,
      field,
    ),
    pressed,
  );
}
