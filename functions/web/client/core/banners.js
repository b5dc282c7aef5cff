// What is said above a screen that stays as it is: that it shows what was kept, and that the session is over.

import { announce } from "./announce.js";
import { h, notice } from "./dom.js";
import { keepTyped } from "./form_recovery.js";
import { t } from "./texts.js";

const screen = () => document.getElementById("content");

/** Tell whether the screen says that it shows what was fetched last. */
export function showsKept() {
  return Boolean(screen().querySelector(".offline"));
}

/** Say that the screen shows what was fetched last, or take that away. */
export function tellKept(isKept) {
  const said = screen().querySelector(".offline");
  if (!isKept) said?.remove();
  if (!isKept || said) return;
  const told = notice("warn", "warn", h("p", {}, h("b", {}, t("offline.no_network")), ` ${t("offline.kept")}`));
  told.classList.add("offline");
  screen().prepend(told);
  announce(told.textContent);
}

/** Say that the session is over, with the way back to this very screen; what was typed is kept until then. */
export function tellSessionOver(person) {
  if (screen().querySelector(".note.over")) return;
  const to = encodeURIComponent(location.pathname + location.search);
  const signIn = h("a", { class: "btn", href: `/signin?to=${to}`, on: { click: () => keepTyped(person) } }, t("signin.title"));
  const told = notice("bad", "bad", h("p", {}, t("signin.over")), h("p", {}, signIn));
  told.classList.add("over");
  told.setAttribute("role", "alert");
  screen().prepend(told);
  told.scrollIntoView({ block: "center" });
}
