// The person's data, signing out of all devices, a pause, and leaving; and what somebody sees who pauses.

import { showToast, reportFailure } from "../core/announce.js";
import { changeMe, endSessions, exportMe, leaveForGood } from "../core/api.js";
import { button, h, icon, whileBusy } from "../core/dom.js";
import { confirm } from "../core/forms.js";
import { signOutButton } from "../core/frame.js";
import { Problem } from "../core/http.js";
import { signOut } from "../core/session.js";
import { clock, t } from "../core/texts.js";

/** Draw the part of my page with the four. */
export function dataSection(view) {
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "mine" },
    h("h2", { id: "mine" }, t("me.mine")),
    h(
      "ul",
      { class: "card flush list" },
      h("li", {}, ownData(view)),
      h("li", {}, signOutEverywhereRow()),
      h("li", {}, row("pause", t("me.pause"), t("me.pause_more"), () => pause(view))),
      h("li", {}, row("leave", t("me.leave"), t("me.leave_more"), leave)),
    ),
  );
}

/** Make the row that collects everything that is kept of the person; in its place come the two files, while they live. */
function ownData(view) {
  const place = h("div", {});
  const begin = () =>
    place.replaceChildren(
      row("download", t("me.download"), t("me.download_more"), ({ currentTarget }) =>
        reportFailure(whileBusy(currentTarget, t("me.downloading"), () => collect(view, place, begin))),
      ),
    );
  begin();
  return place;
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

async function collect(view, place, begin) {
  let made;
  try {
    made = await exportMe();
  } catch (error) {
    if (!(error instanceof Problem && error.code === "too_many_requests")) throw error;
    view.showToast(t("me.data_later"), "clock");
    return;
  }
  const { url, page_url: page, expires_at: expires } = made;
  const until = new Date(expires);
  const read = link("seen", page, t("me.data_page"), t("me.data_page_more"), { target: "_blank" });
  // It comes as an attachment from another host, so the page stays.
  const json = link("download", url, t("me.data_json"), t("me.data_until", { time: clock(until) }));
  place.replaceChildren(read, json);
  read.focus();
  view.showToast(t("me.downloaded"));
  setTimeout(begin, until - Date.now());
}

function link(picture, href, name, text, more = {}) {
  return h(
    "a",
    { class: "net", href, rel: "noopener noreferrer", ...more },
    icon(picture),
    h("span", { class: "grow" }, h("b", { class: "tx" }, name), h("span", { class: "s m2" }, text)),
    icon("next"),
  );
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
const STAYS = ["links", "counts", "prizes", "directory", "backups"];

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
    h("ul", { class: "card flush list" }, h("li", {}, ownData({ showToast })), h("li", {}, signOutEverywhereRow())),
    h("p", {}, signOutButton("btn sec")),
  );
}
