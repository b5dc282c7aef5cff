// Sign-in: takes the e-mail address and hands it on to the hosted page. It never shows whether an address is known.

import { keepLanguage } from "../core/device_language.js";
import { button, h, icon, notice } from "../core/dom.js";
import { supportLink } from "../core/frame.js";
import { currentLanguage, t } from "../core/texts.js";

/** RFC 5321, less the angle brackets. */
const LONGEST = 254;
const ADDRESS = /^[^@\s]+@[^@\s]+$/;

/** Return the hero above and the form below; `reason` is "failed", "over" or null. */
export function signIn(url, reason) {
  return { hero: hero(), content: h("div", { class: "stack-l" }, reason && reasonNotice(reason), form(url), queue()) };
}

function hero() {
  return [h("div", { class: "hero-in" }, h("h1", {}, t("signin.promise")), h("p", {}, t("signin.promise_more")))];
}

function queue() {
  return h("p", {}, h("a", { href: `/waiting-list?lang=${currentLanguage()}` }, t("signin.queue")));
}

function reasonNotice(reason) {
  const banner = notice("bad", "bad", h("p", {}, t(`signin.${reason}`)));
  banner.setAttribute("role", "alert");
  banner.tabIndex = -1;
  return banner;
}

function form(url) {
  const to = new URL(url);
  to.searchParams.delete("signin");
  to.searchParams.delete("lang");
  const field = h("input", {
    class: "inp",
    id: "address",
    name: "email",
    type: "email",
    autocomplete: "email",
    autocapitalize: "off",
    spellcheck: "false",
    required: true,
    "aria-describedby": "address-hint next-page",
  });
  const error = h("p", { class: "err", id: "address-error", hidden: true }, icon("bad"), h("span", {}, t("signin.address_error")));
  const wrapped = h(
    "div",
    { class: "fld" },
    h("label", { for: "address" }, t("signin.address")),
    h("span", { class: "hint", id: "address-hint" }, t("signin.address_hint")),
    error,
    field,
  );
  const send = button(t("signin.send"), { class: "btn big", type: "submit" });
  // A page that comes back from the browser's cache is as it was left; its button is to work again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    send.removeAttribute("aria-busy");
    send.querySelector(".tx").textContent = t("signin.send");
  });
  const submit = (event) => {
    const good = ADDRESS.test(field.value.trim()) && field.value.trim().length <= LONGEST;
    wrapped.classList.toggle("bad", !good);
    error.hidden = good;
    if (good) {
      field.removeAttribute("aria-invalid");
      field.value = field.value.trim();
      keepLanguage(currentLanguage());
      send.setAttribute("aria-busy", "true");
      send.querySelector(".tx").textContent = t("frame.sending");
      return;
    }
    event.preventDefault();
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", "address-error address-hint next-page");
    document.title = t("frame.error_title", { title: t("frame.title", { screen: t("signin.title") }) });
    field.focus();
  };
  return h(
    "form",
    { class: "stack", action: "/signin", method: "post", novalidate: true, on: { submit } },
    wrapped,
    h("input", { type: "hidden", name: "to", value: to.pathname + to.search + (to.hash === "#settings" ? to.hash : "") }),
    send,
    h("p", { class: "m2 s", id: "next-page" }, t("signin.next_page")),
    h("p", { class: "m2 s" }, t("signin.no_code"), " ", t("signin.ask"), " ", supportLink()),
  );
}
