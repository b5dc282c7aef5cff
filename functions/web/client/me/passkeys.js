// One's own passkeys: what next time's sign-in needs in place of a code.

import { reportFailure } from "../core/announce.js";
import { addPasskey, askForPasskey, readPasskeys, removePasskey, renamePasskey } from "../core/api.js";
import { button, h, notice, whileBusy } from "../core/dom.js";
import { confirm, Form } from "../core/forms.js";
import { Problem } from "../core/http.js";
import { hasPasskeys, makePasskey } from "../core/passkeys.js";
import { date, t } from "../core/texts.js";

/** Read the passkeys, and draw the part of my page about them. */
export async function passkeys(view) {
  return new Passkeys(view, await readPasskeys({ signal: view.signal })).element;
}

class Passkeys {
  constructor(view, kept) {
    this.view = view;
    this.list = h("ul", { class: "card flush list" });
    this.trouble = h("div", { role: "alert" });
    this.make = hasPasskeys()
      ? button(t("passkeys.make"), { on: { click: () => reportFailure(whileBusy(this.make, t("passkeys.making"), () => this.add())) } })
      : h("p", { class: "s m2" }, t("passkeys.no_browser"));
    this.element = h(
      "section",
      { class: "stack-s", "aria-labelledby": "passkeys" },
      h("h2", { id: "passkeys", tabindex: "-1" }, t("passkeys.title")),
      h("p", { class: "m2" }, t("passkeys.what")),
      this.list,
      this.trouble,
      h("div", {}, this.make),
    );
    this.show(kept);
  }

  show({ items }) {
    this.list.hidden = items.length === 0;
    this.list.replaceChildren(...items.map((one) => this.row(one)));
  }

  row(one) {
    const used = one.used_on ? t("passkeys.used", { date: date(one.used_on) }) : t("passkeys.unused");
    const told = `${t("passkeys.made", { date: date(one.made_at) })} · ${used}`;
    const row = h(
      "li",
      { class: "item" },
      h("p", {}, h("b", {}, one.name), h("br"), h("span", { class: "s m2" }, told)),
      h(
        "p",
        { class: "row" },
        small(t("passkeys.rename"), t("passkeys.rename_named", { name: one.name }), () => this.rename(one, row)),
        small(t("passkeys.remove"), t("passkeys.remove_named", { name: one.name }), () => this.remove(one)),
      ),
    );
    return row;
  }

  /** Ask the server what to ask the device, and the device; keep what it has made under a name that can be changed. */
  async add() {
    this.trouble.replaceChildren();
    try {
      const { options, ticket } = await askForPasskey();
      const answer = await makePasskey(options);
      const name = t(matchMedia("(pointer: coarse)").matches ? "passkeys.phone" : "passkeys.computer");
      await addPasskey({ ticket, answer, name });
    } catch (error) {
      if (!this.tell(error)) throw error;
      return;
    }
    this.show(await readPasskeys());
    this.view.showToast(t("passkeys.kept"));
  }

  /** Say what a device or the server has refused; returns false for what is neither. */
  tell(error) {
    const again = error instanceof Problem && error.code === "sign_in_again";
    const words = again
      ? [t("passkeys.sign_in_again"), " ", h("a", { class: "lnk", href: "/signin?to=%2Fme" }, t("passkeys.sign_in"))]
      : (REFUSED[error.name] && [t(REFUSED[error.name])]) || (error instanceof Problem && error.status < 500 && [error.message]);
    if (!words) return false;
    this.trouble.replaceChildren(notice("warn", "warn", h("p", {}, words)));
    return true;
  }

  rename(one, row) {
    const form = new Form(t("nav.me"));
    const name = h("input", { class: "inp", id: "passkey-name", value: one.name, autocomplete: "off" });
    const save = button(t("frame.save"), { type: "submit" });
    const submit = async (event) => {
      event.preventDefault();
      const wrong = name.value.trim() ? form.tooLong() : { "passkey-name": t("passkeys.name_missing") };
      form.showErrors(wrong);
      if (Object.keys(wrong).length) return;
      await whileBusy(save, t("frame.saving"), async () => {
        await renamePasskey(one.passkey, name.value);
        this.show(await readPasskeys());
        this.element.querySelector("h2").focus();
      });
    };
    row.replaceChildren(
      h(
        "form",
        { class: "stack-s", novalidate: true, on: { submit: (event) => reportFailure(submit(event)) } },
        form.summary,
        form.field(name, t("passkeys.name"), { limit: LONGEST }),
        h("div", { class: "row" }, save),
      ),
    );
    name.focus();
  }

  remove(one) {
    confirm({
      title: t("passkeys.remove_title", { name: one.name }),
      body: [h("p", {}, t("passkeys.remove_means"))],
      yes: t("passkeys.remove_yes"),
      doing: t("frame.saving"),
      kind: "danger",
      action: async () => this.show(await removePasskey(one.passkey)),
    });
  }
}

const LONGEST = 60;

/** What browsers throw where nothing was made, with what is said of it. */
const REFUSED = { NotAllowedError: "passkeys.cancelled", InvalidStateError: "passkeys.known", NotSupportedError: "passkeys.no_browser" };

const small = (text, name, press) => h("button", { class: "tbtn", type: "button", "aria-label": name, on: { click: press } }, text);
