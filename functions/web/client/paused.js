// What somebody sees who pauses: that they do, what that means, and the way back where it is theirs to go.

import { patch } from "./api.js";
import { button, h, working } from "./elements.js";
import { signOutButton } from "./frame.js";
import { downloadRow } from "./me_data.js";
import { say, told } from "./telling.js";
import { t } from "./texts.js";

/** Draw what is shown in a screen's place. */
export function paused(person) {
  const back = async () => {
    await patch("/me", { state: "active" });
    location.reload();
  };
  return h(
    "div",
    { class: "stack" },
    h("h1", {}, t("paused.title")),
    h("p", {}, t("paused.means")),
    person.may_resume
      ? button(t("paused.back"), { class: "btn big", on: { click: ({ currentTarget }) => told(working(currentTarget, t("frame.saving"), back)) } })
      : h("p", {}, t("paused.by_admin")),
    h("ul", { class: "card flush list" }, h("li", {}, downloadRow({ say }))),
    h("p", {}, signOutButton("btn sec")),
  );
}
