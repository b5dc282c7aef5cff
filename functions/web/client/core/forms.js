// The fields of a form, each with its label, hint and error, and the summary above that leads to the errors; and dialogs,
// only for what cannot be undone or costs something. They say what will happen before the button does it.

import { announce, isExpected } from "./announce.js";
import { button, h, icon, notice, whileBusy } from "./dom.js";
import { Offline } from "./session.js";
import { t } from "./texts.js";

/** From which part of its limit on a field is counted; milliseconds for which typing pauses before it is said. */
const COUNTED_FROM = 0.8;
const TYPING_PAUSE = 1000;

/** Count the characters of a field as the server does, which trims it. */
const lengthOf = (control) => [...control.value.trim()].length;

/** The fields of one form. `title` is the name of the screen, which the window's title repeats with the error. */
export class Form {
  constructor(title) {
    this.title = title;
    this.fields = new Map();
    this.limits = new Map();
    this.list = h("ul", { class: "dots" });
    this.summary = notice("bad", "bad", h("p", { class: "b" }, t("form.summary")), this.list);
    this.summary.tabIndex = -1;
    this.summary.hidden = true;
  }

  /**
   * Make a field of a control that has an id. With a `limit` of characters it is counted as the limit comes near; what
   * is over is never cut: it stays, and `tooLong` says so.
   */
  field(control, label, { hint, limit } = {}) {
    const counted = limit && this.counter(control, limit);
    return this.addField(control, h("label", { for: control.id }, label), "div", hint, [control, counted].filter(Boolean));
  }

  counter(control, limit) {
    const counted = h("p", { class: "cnt", hidden: true });
    const count = () => {
      const n = lengthOf(control);
      counted.hidden = n < COUNTED_FROM * limit;
      counted.textContent = t("form.count", { n, limit });
      counted.classList.toggle("over", n > limit);
    };
    // A screen reader says it where typing has paused at a count that is shown.
    let pause;
    control.addEventListener("input", () => {
      count();
      clearTimeout(pause);
      pause = setTimeout(() => !counted.hidden && announce(counted.textContent), TYPING_PAUSE);
    });
    this.limits.set(control, limit);
    return counted;
  }

  /** Return the errors of the fields that are longer than they may be: { id: text }. */
  tooLong() {
    const over = [...this.limits].filter(([control, limit]) => lengthOf(control) > limit);
    return Object.fromEntries(over.map(([control, limit]) => [control.id, t("form.too_long", { n: lengthOf(control) - limit, limit })]));
  }

  /** Make a field of several controls; `id` is that of the group, and errors lead to its first control. */
  group(id, legend, controls, { hint } = {}) {
    return this.addField({ id }, h("legend", { class: "lab" }, legend), "fieldset", hint, controls);
  }

  addField(control, label, kind, hint, controls) {
    const { id } = control;
    const error = h("p", { class: "err", id: `${id}-error`, hidden: true }, icon("bad"), h("span", {}));
    const hintElement = hint && h("span", { class: "hint", id: `${id}-hint` }, hint);
    const isGroup = kind === "fieldset";
    const element = h(kind, { class: "fld", id: isGroup ? id : null }, label, hintElement, error, controls);
    const described = isGroup ? element : control;
    if (hint) described.setAttribute("aria-describedby", `${id}-hint`);
    this.fields.set(id, { element, error, described, hint: Boolean(hint) });
    return element;
  }

  /** Show errors: { id: text }; fields that are not named have none. The summary takes the focus. */
  showErrors(errors) {
    for (const [id, field] of this.fields) this.markField(id, field, errors[id]);
    const wrong = [...this.fields].filter(([id]) => errors[id]);
    this.list.replaceChildren(...wrong.map(([id, { described }]) => h("li", {}, this.link(errors[id], described))));
    this.summary.hidden = !wrong.length;
    if (!wrong.length) return;
    document.title = t("frame.error_title", { title: t("frame.title", { screen: this.title }) });
    this.summary.focus();
  }

  /** Remove all errors. */
  clearErrors() {
    this.showErrors({});
    document.title = t("frame.title", { screen: this.title });
  }

  markField(id, { element, error, described, hint }, text) {
    element.classList.toggle("bad", Boolean(text));
    error.hidden = !text;
    error.lastChild.textContent = text ?? "";
    const by = [text && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
    if (by) described.setAttribute("aria-describedby", by);
    else described.removeAttribute("aria-describedby");
    if (text && described.tagName !== "FIELDSET") described.setAttribute("aria-invalid", "true");
    else described.removeAttribute("aria-invalid");
  }

  link(text, field) {
    const lead = (event) => {
      event.preventDefault();
      (field.querySelector("input, select, textarea") ?? field).focus();
    };
    return h("a", { href: `#${field.id}`, on: { click: lead } }, text);
  }
}

/** Make a checkbox with its label. */
export function tick(id, text, checked, more) {
  const words = more ? [h("b", {}, text), h("br"), h("span", { class: "s m2" }, more)] : text;
  return h("label", { class: more ? "chk card" : "chk" }, h("input", { type: "checkbox", id, checked }), h("span", {}, words));
}

/**
 * Ask before an action. `action` runs while the dialog waits, then the dialog closes and `after` runs; an error is shown
 * in it. `errorFor` may return the text of an error; null leaves it to the common texts.
 */
export function confirm({ title, body, yes, doing, kind = "", action, after = () => {}, errorFor = () => null }) {
  const alert = h("div", { role: "alert" });
  const dialog = h("dialog", { class: "stack", "aria-labelledby": "dialog-title" });
  const run = (event) => {
    alert.replaceChildren();
    whileBusy(event.currentTarget, doing, action).then(
      () => {
        dialog.close();
        after();
      },
      (error) => {
        if (!isExpected(error)) console.error(error);
        const text = errorFor(error) ?? (error instanceof Offline ? t("error.offline") : t("error.ours"));
        alert.replaceChildren(notice("bad", "bad", h("p", {}, text)));
      },
    );
  };
  dialog.append(
    h("h2", { id: "dialog-title" }, title),
    ...body,
    alert,
    h(
      "p",
      { class: "row" },
      button(yes, { class: `btn ${kind}`, on: { click: run } }),
      button(t("dialog.cancel"), { class: "btn sec", on: { click: () => dialog.close() } }),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
