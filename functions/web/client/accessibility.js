// The accessibility statement. It is open to everybody, signed in or not.

import { h } from "./elements.js";
import { t } from "./texts.js";

/** Draw the screen. */
export async function accessibility() {
  return h("div", { class: "stack" }, h("h1", {}, t("accessibility.title")), h("p", {}, t("accessibility.state")));
}
