// Rows of a list in which each is one thing to do: how it works, its name, what happens then.

import { h, icon } from "./elements.js";

let folds = 0;

/** Make a row that does something; without `more` the name stands alone. */
export function deedRow(picture, text, more, deed) {
  return h("li", {}, pressable(picture, text, more, { on: { click: deed } }));
}

/** Make a row that leads somewhere. */
export function linkRow(href, text, more, ...marks) {
  return h("li", {}, h("a", { class: "net", href }, words(text, more), marks, icon("next")));
}

/** Make a row that unfolds what `draw` returns (an element or a promise of one), and folds it again. */
export function foldRow(picture, text, more, draw) {
  folds += 1;
  const panel = h("div", { class: "fold", id: `fold-${folds}`, hidden: true });
  const row = pressable(picture, text, more, { "aria-expanded": "false", "aria-controls": panel.id });
  row.addEventListener("click", async () => {
    const opens = panel.hidden;
    if (opens) {
      const drawn = await draw();
      if (!drawn) return;
      panel.replaceChildren(drawn);
    }
    panel.hidden = !opens;
    row.setAttribute("aria-expanded", String(opens));
  });
  return h("li", {}, row, panel);
}

function pressable(picture, text, more, attributes) {
  // What is done at once and needs no explaining leads nowhere.
  const isSimple = !more && !("aria-expanded" in attributes);
  return h("button", { class: "net", type: "button", ...attributes }, icon(picture), words(text, more), !isSimple && icon("next"));
}

function words(text, more) {
  return h("span", { class: "grow" }, h("b", {}, text), more && h("span", { class: "s m2" }, more));
}
