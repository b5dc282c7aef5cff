// Postpone a share: choose when a mail with the ready link comes, or take that back.

import { errorText } from "../core/announce.js";
import { dropReminder, setReminder } from "../core/api.js";
import { button, h, icon, notice, whileBusy } from "../core/dom.js";
import { Problem } from "../core/http.js";
import { moment, t } from "../core/texts.js";

const MOST_DAYS = 31;
const AT_HOUR = 9;

/** Draw the form; `open` returns a promise of the share's code, `at` is a time that was chosen before. */
export function reminder(open, at = null) {
  const box = h("div", { class: "stack-s" });
  if (at) drawSet(box, open, new Date(at));
  else drawForm(box, open);
  return box;
}

function drawForm(box, open) {
  const now = new Date();
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, AT_HOUR);
  const last = new Date(now.getFullYear(), now.getMonth(), now.getDate() + MOST_DAYS);
  const describedBy = { "aria-describedby": "remind-error" };
  const day = h("input", { class: "inp", id: "remind-day", type: "date", min: dayOf(now), max: dayOf(last), ...describedBy });
  const time = h("input", { class: "inp", id: "remind-time", type: "time", ...describedBy });
  day.value = dayOf(first);
  time.value = timeOf(first);
  const error = h("p", { class: "err", id: "remind-error", hidden: true });
  const fields = h(
    "fieldset",
    { class: "fld stack-s" },
    h("legend", { class: "lab" }, t("remind.when")),
    error,
    h(
      "div",
      { class: "row two-fields" },
      h("div", { class: "fld" }, h("label", { for: "remind-day" }, t("remind.day")), day),
      h("div", { class: "fld" }, h("label", { for: "remind-time" }, t("remind.time")), time),
    ),
  );
  const fail = (text) => {
    error.replaceChildren(icon("bad"), h("span", {}, text));
    error.hidden = false;
    fields.classList.add("bad");
    for (const field of [day, time]) field.setAttribute("aria-invalid", "true");
    day.focus();
  };
  const save = async () => {
    const at = new Date(`${day.value}T${time.value}`);
    if (!(at > new Date() && at - new Date() <= MOST_DAYS * 24 * 60 * 60 * 1000)) {
      fail(t("remind.error", { n: MOST_DAYS }));
      return;
    }
    try {
      const code = await open();
      if (!code) return;
      const share = await setReminder(code, at);
      drawSet(box, async () => code, new Date(share.remind_at), { chosen: at, focus: true });
    } catch (problem) {
      fail(problem instanceof Problem && problem.field === "remind_at" ? t("remind.error", { n: MOST_DAYS }) : errorText(problem));
    }
  };
  const pressed = button(t("remind.save"), {
    class: "btn sec",
    on: { click: () => whileBusy(pressed, t("frame.saving"), save) },
  });
  box.replaceChildren(fields, pressed);
}

/** Draw when the reminder comes, and why later than `chosen` where the person's quiet hours moved it. */
function drawSet(box, open, at, { chosen = at, focus = false } = {}) {
  const moved = at > chosen && h("p", {}, t("remind.moved", { moment: moment(chosen) }));
  const set = notice("ok", "clock", h("p", {}, t("remind.set", { moment: moment(at) })), moved);
  set.tabIndex = -1;
  const trouble = h("div", { role: "alert" });
  const takeBack = async () => {
    try {
      await dropReminder(await open());
      drawForm(box, open);
      box.querySelector("input").focus();
    } catch (problem) {
      trouble.replaceChildren(notice("bad", "bad", h("p", {}, errorText(problem))));
    }
  };
  const pressed = button(t("remind.take_back"), {
    class: "btn sec sm",
    on: { click: () => whileBusy(pressed, t("frame.saving"), takeBack) },
  });
  box.replaceChildren(set, trouble, pressed);
  if (focus) set.focus();
}

function dayOf(date) {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function timeOf(date) {
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}
