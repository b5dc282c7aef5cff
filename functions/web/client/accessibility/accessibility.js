// The accessibility statement. It is open to everybody, signed in or not.

import { h } from "../core/dom.js";
import { supportLink } from "../core/frame.js";
import { t } from "../core/texts.js";

const TESTED = ["axe", "keyboard", "narrow", "large", "colours", "motion"];
const UNTESTED = ["readers", "engines", "posts"];

/** Draw the screen. */
export async function accessibility() {
  const list = (kind, points) => h("ul", { class: "dots" }, points.map((point) => h("li", {}, t(`accessibility.${kind}.${point}`))));
  const part = (heading, ...content) => h("section", { class: "stack-s" }, h("h2", {}, heading), content);
  return h(
    "div",
    { class: "stack-l" },
    h("div", { class: "stack-s" }, h("h1", { class: "t" }, t("accessibility.title")), h("p", {}, t("accessibility.state"))),
    part(t("accessibility.tested_title"), h("p", {}, t("accessibility.tested_by")), list("tested", TESTED)),
    part(t("accessibility.untested_title"), list("untested", UNTESTED)),
    part(t("accessibility.feedback_title"), h("p", {}, t("accessibility.feedback"), " ", supportLink())),
    part(t("accessibility.law_title"), h("p", {}, t("accessibility.law"))),
    h("p", { class: "s m2" }, t("accessibility.written")),
  );
}
