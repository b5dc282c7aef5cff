// Invite a colleague: an address and a name, what happens with them, and what became of it.

import { isExpected } from "../core/announce.js";
import { inviteColleague } from "../core/api.js";
import { LANGUAGES } from "../core/catalogue.js";
import { button, h, notice, whileBusy } from "../core/dom.js";
import { Form } from "../core/forms.js";
import { Problem } from "../core/http.js";
import { Offline } from "../core/session.js";
import { currentLanguage, t } from "../core/texts.js";

/** Characters that the API takes at most. */
const LONGEST = { email: 254, name: 80 };
const ADDRESS = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** Draw the screen. */
export async function invite(view) {
  return new Inviting(view).element;
}

class Inviting {
  constructor(view) {
    this.view = view;
    this.form = new Form(t("invite.title"));
    this.email = h("input", { class: "inp", id: "email", type: "email", inputmode: "email", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
    this.name = h("input", { class: "inp", id: "name", autocomplete: "off" });
    this.language = h(
      "select",
      { class: "inp", id: "language" },
      Object.entries(LANGUAGES).map(([code, { name }]) => h("option", { value: code, lang: code, selected: code === currentLanguage() }, name)),
    );
    this.send = button(t("invite.send"), { class: "btn big", type: "submit" });
    this.outcome = h("div", { class: "stack-s" });
    this.element = this.draw();
  }

  draw() {
    const { form, view } = this;
    const { invitation_points: worth } = view.programme;
    const earns = worth > 0 && view.person.role !== "admin";
    return h(
      "form",
      { class: "stack", novalidate: true, on: { submit: (event) => this.submit(event) } },
      h("div", { class: "stack-s" }, h("h1", {}, t("invite.title")), h("p", {}, t("invite.lead"))),
      this.outcome,
      form.summary,
      form.field(this.email, t("invite.email"), { hint: t("invite.email_hint"), limit: LONGEST.email }),
      form.field(this.name, t("invite.name"), { hint: t("invite.name_hint"), limit: LONGEST.name }),
      form.field(this.language, t("invite.language")),
      h(
        "section",
        { class: "card stack-s", "aria-labelledby": "what-happens" },
        h("h2", { class: "f-m", id: "what-happens" }, t("invite.what")),
        h(
          "ul",
          { class: "dots" },
          ["mail", "full", "kept"].map((what) => h("li", {}, t(`invite.what.${what}`))),
          earns && h("li", {}, t("invite.what.points", { n: worth })),
        ),
      ),
      this.send,
      h("p", {}, h("a", { class: "lnk", href: "/points" }, t("points.title"))),
    );
  }

  submit(event) {
    event.preventDefault();
    const wanted = { email: this.email.value.trim(), name: this.name.value.trim(), language: this.language.value };
    const errors = this.form.tooLong();
    if (!ADDRESS.test(wanted.email)) errors.email = t("invite.no_email");
    if (!wanted.name) errors.name = t("invite.no_name");
    if (Object.keys(errors).length) {
      this.form.showErrors(errors);
      return;
    }
    this.form.clearErrors();
    whileBusy(this.send, t("frame.sending"), () => this.store(wanted)).catch((error) => this.showError(error));
  }

  async store(wanted) {
    const { outcome } = await inviteColleague(wanted);
    for (const control of [this.email, this.name]) control.value = "";
    const said = notice("ok", "done", h("p", {}, t(`invite.done.${outcome}`, { name: wanted.name })));
    said.tabIndex = -1;
    this.outcome.replaceChildren(said);
    said.focus({ preventScroll: true });
    said.scrollIntoView({ block: "nearest" });
  }

  showError(error) {
    if (!isExpected(error)) console.error(error);
    const errors = error instanceof Problem ? errorsOf(error) : {};
    if (Object.keys(errors).length) this.form.showErrors(errors);
    else if (error.status === 429) this.view.showToast(t("invite.enough", { n: error.limit }), "clock");
    else this.view.showToast(error instanceof Offline ? t("error.offline") : t("error.ours"), "bad");
  }
}

function errorsOf({ code, field, limit }) {
  if (code === "queue_full") return { email: t("invite.queue_full") };
  if (field === "email" && Array.isArray(limit)) return { email: t("invite.outside", { domains: limit.join(", ") }) };
  if (field === "email") return { email: t("invite.not_taken") };
  if (field === "name") return { name: t("invite.no_name") };
  return {};
}
