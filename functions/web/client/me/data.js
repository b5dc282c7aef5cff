// My data, a pause, and leaving: always there, and each says what it does before it does it.

import { say, told } from "../core/announce.js";
import { get, patch, post, Problem } from "../core/api.js";
import { button, h, icon, working } from "../core/dom.js";
import { confirm } from "../core/forms.js";
import { signOutButton } from "../core/frame.js";
import { t } from "../core/texts.js";

/** Draw the part of my page. */
export function mine(view) {
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "mine" },
    h("h2", { id: "mine" }, t("me.mine")),
    h(
      "ul",
      { class: "card flush list" },
      h("li", {}, downloadRow(view)),
      h("li", {}, row("pause", t("me.pause"), t("me.pause_more"), () => pause(view))),
      h("li", {}, row("leave", t("me.leave"), t("me.leave_more"), () => leave(view))),
    ),
  );
}

/** Make the row that downloads everything that is kept of the person. */
function downloadRow(view) {
  return row("download", t("me.download"), t("me.download_more"), (event) =>
    told(working(event.currentTarget, t("me.downloading"), () => download(view))),
  );
}

function row(picture, name, text, press) {
  return h(
    "button",
    { class: "net", type: "button", on: { click: press } },
    icon(picture),
    h("span", { class: "grow" }, h("b", { class: "tx" }, name), h("span", { class: "s m2" }, text)),
    icon("next"),
  );
}

async function download(view) {
  const data = await get("/me/data");
  const address = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
  const link = h("a", { href: address, download: `lahetti-${data.exported.slice(0, 10)}.json` });
  link.click();
  URL.revokeObjectURL(address);
  view.say(t("me.downloaded"));
}

function pause(view) {
  confirm({
    title: t("me.pause_title"),
    body: [h("p", {}, t("me.pause_means")), h("p", {}, t("me.pause_back"))],
    yes: t("me.pause_yes"),
    doing: t("frame.saving"),
    deed: async () => {
      await patch("/me", { state: "paused" });
      location.assign("/");
    },
    refused: lastAdmin,
  });
}

function leave(view) {
  const why = h("textarea", { class: "inp", id: "leave-why", rows: 3, maxlength: 1000 });
  const points = ["links", "counts", "prizes", "backups"].map((point) => h("li", {}, t(`me.leave_means.${point}`)));
  confirm({
    title: t("me.leave_title"),
    body: [
      h("p", {}, t("me.leave_request")),
      h("ul", { class: "dots" }, points),
      h("div", { class: "fld" }, h("label", { for: why.id }, t("me.leave_why")), why),
    ],
    yes: t("me.leave_yes"),
    doing: t("frame.sending"),
    kind: "danger",
    deed: async () => {
      await post("/notes", { about: "leaving", text: why.value.trim() });
      await patch("/me", { state: "paused" });
      location.assign("/");
    },
    refused: lastAdmin,
  });
}

function lastAdmin(error) {
  return error instanceof Problem && error.code === "last_admin" ? t("me.last_admin") : null;
}

// What somebody sees who pauses: that they do, what that means, and the way back where it is theirs to go.

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
