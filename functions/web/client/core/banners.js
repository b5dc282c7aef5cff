// What is said above a screen that stays as it is: that it shows the offline copy, and that the session is over.

import { announce } from "./announce.js";
import { h, notice } from "./dom.js";
import { saveForm } from "./form_recovery.js";
import { t } from "./texts.js";

const screen = () => document.getElementById("content");

/** Return whether the screen says that it shows the offline copy. */
export function hasOfflineBanner() {
  return Boolean(screen().querySelector(".offline"));
}

/** Say that the screen shows the offline copy. */
export function showOfflineBanner() {
  if (hasOfflineBanner()) return;
  const banner = notice("warn", "warn", h("p", {}, h("b", {}, t("offline.no_network")), ` ${t("offline.kept")}`));
  banner.classList.add("offline");
  screen().prepend(banner);
  announce(banner.textContent);
}

export function removeOfflineBanner() {
  screen().querySelector(".offline")?.remove();
}

/** Take away the errors of actions that failed without a network. */
export function removeOfflineErrors() {
  for (const told of screen().querySelectorAll(".note.bad, .err, .toast.bad")) {
    if (told.textContent.trim() !== t("error.offline")) continue;
    if (told.matches(".err")) told.hidden = true;
    else told.remove();
  }
}

/** Say that the session is over, with the way back to this very screen; its form is saved until then. */
export function showSessionOver(person) {
  if (screen().querySelector(".note.over")) return;
  const to = encodeURIComponent(location.pathname + location.search);
  const signIn = h("a", { class: "btn", href: `/signin?to=${to}`, on: { click: () => saveForm(person) } }, t("signin.title"));
  const banner = notice("bad", "bad", h("p", {}, t("signin.over")), h("p", {}, signIn));
  banner.classList.add("over");
  banner.setAttribute("role", "alert");
  screen().prepend(banner);
  banner.scrollIntoView({ block: "center" });
}
