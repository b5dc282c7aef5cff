// The person's data, signing out of all devices, a pause, and leaving; and what somebody sees who pauses.

import { showToast, reportFailure } from "../core/announce.js";
import { changeMe, endSessions, exportMe, leaveForGood } from "../core/api.js";
import { button, h, icon, whileBusy } from "../core/dom.js";
import { confirm } from "../core/forms.js";
import { signOutButton } from "../core/frame.js";
import { Problem } from "../core/http.js";
import { signOut } from "../core/session.js";
import { t } from "../core/texts.js";

/** Draw the part of my page with the four. */
export function dataSection(view) {
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "mine" },
    h("h2", { id: "mine" }, t("me.mine")),
    h(
      "ul",
      { class: "card flush list" },
      h("li", {}, downloadRow(view)),
      h("li", {}, signOutEverywhereRow()),
      h("li", {}, row("pause", t("me.pause"), t("me.pause_more"), () => pause(view))),
      h("li", {}, row("leave", t("me.leave"), t("me.leave_more"), leave)),
    ),
  );
}

/** Make the row that downloads everything that is stored of the person. */
function downloadRow(view) {
  return row("download", t("me.download"), t("me.download_more"), (event) =>
    reportFailure(whileBusy(event.currentTarget, t("me.downloading"), () => download(view))),
  );
}

/** Make the row that signs the person out of all devices. */
function signOutEverywhereRow() {
  return row("phone", t("me.sign_out"), t("me.sign_out_more"), signOutEverywhere);
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
  const { url } = await exportMe();
  // It comes as an attachment from another host, so the page stays.
  h("a", { href: url, rel: "noreferrer" }).click();
  view.showToast(t("me.downloaded"));
}

/** Say what ends and what stays; then end all sessions, this one included. */
function signOutEverywhere() {
  confirm({
    title: t("me.sign_out_title"),
    body: [h("p", {}, t("me.sign_out_means")), h("p", {}, t("me.sign_out_back"))],
    yes: t("me.sign_out_yes"),
    doing: t("frame.signing_out"),
    action: async () => {
      await endSessions();
      await signOut();
    },
  });
}

function pause(view) {
  confirm({
    title: t("me.pause_title"),
    body: [h("p", {}, t("me.pause_means")), h("p", {}, t("me.pause_back"))],
    yes: t("me.pause_yes"),
    doing: t("frame.saving"),
    action: async () => {
      await changeMe({ state: "paused" });
      location.assign("/");
    },
    errorFor: lastAdminText,
  });
}

const GOES = ["you", "yours", "races"];
const STAYS = ["links", "counts", "prizes", "backups"];

/** Say what goes and what stays; then erase the person and sign them out. */
function leave() {
  const list = (title, points) => [h("h3", { class: "f-m" }, title), h("ul", { class: "dots" }, points.map((point) => h("li", {}, point)))];
  confirm({
    title: t("me.leave_title"),
    body: [
      h("p", {}, t("me.leave_now")),
      ...list(t("me.leave_goes"), GOES.map((what) => t(`me.leave_goes.${what}`))),
      ...list(t("me.leave_stays"), STAYS.map((what) => t(`me.leave_stays.${what}`))),
    ],
    yes: t("me.leave_yes"),
    doing: t("frame.sending"),
    kind: "danger",
    action: async () => {
      await leaveForGood();
      await signOut();
    },
    errorFor: lastAdminText,
  });
}

function lastAdminText(error) {
  return error instanceof Problem && error.code === "last_admin" ? t("me.last_admin") : null;
}

/** Draw what is shown in place of any screen to somebody who pauses, with the way back where it is up to them. */
export function paused(person) {
  const back = async () => {
    await changeMe({ state: "active" });
    location.reload();
  };
  return h(
    "div",
    { class: "stack" },
    h("h1", {}, t("paused.title")),
    h("p", {}, t("paused.means")),
    person.may_resume
      ? button(t("paused.back"), { class: "btn big", on: { click: ({ currentTarget }) => reportFailure(whileBusy(currentTarget, t("frame.saving"), back)) } })
      : h("p", {}, t("paused.by_admin")),
    h("ul", { class: "card flush list" }, h("li", {}, downloadRow({ showToast })), h("li", {}, signOutEverywhereRow())),
    h("p", {}, signOutButton("btn sec")),
  );
}
