// Sign-in: takes the address and hands it on to the hosted page. It never tells whether an address is known.

import { button, h, icon, notice } from "../core/dom.js";
import { supportLink } from "../core/frame.js";
import { remember } from "../core/local_storage.js";
import { spoken, t } from "../core/texts.js";

const ADDRESS = /^[^@\s]+@[^@\s]+$/;

/** Return the promise above and the form below; `trouble` is "failed", "over" or null. */
export function signIn(url, trouble) {
  return { hero: hero(), content: h("div", { class: "stack-l" }, trouble && told(trouble), form(url), queue()) };
}

function hero() {
  return [h("div", { class: "hero-in" }, h("h1", {}, t("signin.promise")), h("p", {}, t("signin.promise_more")))];
}

function queue() {
  return h("p", {}, h("a", { href: `/waiting-list?lang=${spoken()}` }, t("signin.queue")));
}

function told(trouble) {
  const told = notice("bad", "bad", h("p", {}, t(`signin.${trouble}`)));
  told.setAttribute("role", "alert");
  told.tabIndex = -1;
  return told;
}

function form(url) {
  const to = new URL(url);
  to.searchParams.delete("signin");
  to.searchParams.delete("lang");
  const field = h("input", {
    class: "inp",
    id: "address",
    name: "login_hint",
    type: "email",
    autocomplete: "email",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: "254",
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
  // Who comes back by the browser's button finds the page as it was left, and wants to send again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    send.removeAttribute("aria-busy");
    send.querySelector(".tx").textContent = t("signin.send");
  });
  const submitted = (event) => {
    const good = ADDRESS.test(field.value.trim());
    wrapped.classList.toggle("bad", !good);
    error.hidden = good;
    if (good) {
      field.removeAttribute("aria-invalid");
      field.value = field.value.trim();
      remember("language", spoken());
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
    { class: "stack", action: "/signin", method: "get", novalidate: true, on: { submit: submitted } },
    wrapped,
    h("input", { type: "hidden", name: "to", value: to.pathname + to.search + (to.hash === "#settings" ? to.hash : "") }),
    send,
    h("p", { class: "m2 s", id: "next-page" }, t("signin.next_page")),
    h("p", { class: "m2 s" }, t("signin.no_code"), " ", t("signin.ask"), " ", supportLink()),
  );
}
