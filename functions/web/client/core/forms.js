// The fields of a form, each with its label, hint and error, and the summary above that leads to the errors; and dialogs,
// only for what cannot be undone or costs something. They say what will happen before the button does it.

import { isExpected } from "./announce.js";
import { button, h, icon, notice, whileBusy } from "./dom.js";
import { Offline } from "./session.js";
import { t } from "./texts.js";

/** The fields of one form. `title` is the name of the screen, which the window's title repeats with the error. */
export class Form {
  constructor(title) {
    this.title = title;
    this.fields = new Map();
    this.list = h("ul", { class: "dots" });
    this.summary = notice("bad", "bad", h("p", { class: "b" }, t("form.summary")), this.list);
    this.summary.tabIndex = -1;
    this.summary.hidden = true;
  }

  /** Make a field of a control that has an id. */
  field(control, label, { hint } = {}) {
    return this.addField(control, h("label", { for: control.id }, label), "div", hint, [control]);
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
 * Ask before an action. `action` runs while the dialog waits, then the dialog closes; an error is shown in it.
 * `errorFor` may return the text of an error; null leaves it to the common texts.
 */
export function confirm({ title, body, yes, doing, kind = "", action, errorFor = () => null }) {
  const alert = h("div", { role: "alert" });
  const dialog = h("dialog", { class: "stack", "aria-labelledby": "dialog-title" });
  const run = (event) => {
    alert.replaceChildren();
    whileBusy(event.currentTarget, doing, action).then(
      () => dialog.close(),
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
