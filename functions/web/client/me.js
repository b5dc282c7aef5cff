// My page: what I have and what I am sent.

import { get } from "./api.js";
import { h } from "./elements.js";
import { number, t } from "./texts.js";

/** Draw the screen. */
export async function me(view) {
  const points = await get("/points");
  const balance = (name, value) => h("div", {}, h("dt", {}, name), h("dd", { class: "fig num" }, number(value)));
  return h(
    "div",
    { class: "stack" },
    h("div", {}, h("h1", {}, t("nav.me")), h("p", { class: "m2" }, view.person.name)),
    h(
      "dl",
      { class: "card kpi" },
      balance(t("me.spendable"), points.spendable),
      balance(t("me.lifetime"), points.lifetime),
    ),
  );
}
