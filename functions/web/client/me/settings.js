// The person's settings: digest, topics, languages of contents, quiet hours, language, anonymity. One form, saved as one.

import { isExpected } from "../core/announce.js";
import { changeMe } from "../core/api.js";
import { button, h, notice, whileBusy } from "../core/dom.js";
import { Form, tick } from "../core/forms.js";
import { Problem } from "../core/http.js";
import { keepLanguage } from "../core/device_language.js";
import { Offline } from "../core/session.js";
import { LANGUAGES } from "../core/catalogue.js";
import { clock, currentLanguage, t } from "../core/texts.js";

const MODES = ["instant", "daily", "days", "off"];
const WORKDAYS = [1, 2, 3, 4, 5];
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const FIELD_OF = { digest: "digest", digest_days: "digest", quiet: "quiet-begins", topics: "topics", content_languages: "content-languages", language: "language" };

/** Draw the form. */
export function settings(view) {
  return new Settings(view).element;
}

class Settings {
  constructor(view) {
    this.view = view;
    const { notifications, anonymous, language } = view.person;
    this.form = new Form(t("nav.me"));
    this.notifications = notifications;
    this.topicField = this.topicChips(view.programme.topics, notifications.topics);
    this.languageField = this.contentLanguages(notifications.content_languages);
    this.begins = time("quiet-begins", notifications.quiet.begins);
    this.ends = time("quiet-ends", notifications.quiet.ends);
    this.language = h(
      "select",
      { class: "inp", id: "language" },
      Object.entries(LANGUAGES).map(([code, { name }]) => h("option", { value: code, lang: code, selected: code === language }, name)),
    );
    this.anonymous = tick("anonymous", t("me.anonymous"), anonymous, t("me.anonymous_more"));
    // Ambassadors get no such mail.
    this.monday = view.person.role !== "ambassador" && tick("monday", t("me.monday"), notifications.monday_mail, t("me.monday_more"));
    this.weekends = tick("weekends", t("me.quiet_weekends"), notifications.quiet.weekends);
    this.save = button(t("frame.save"), { class: "btn big", type: "submit" });
    this.status = h("p", { class: "s m2", role: "status" });
    this.element = this.draw();
  }

  draw() {
    const { form, view } = this;
    return h(
      "section",
      { class: "stack", "aria-labelledby": "settings" },
      h("h2", { id: "settings" }, t("me.settings")),
      view.person.mail_state !== "works" && notice("warn", "bad", h("p", {}, t(`me.mail.${view.person.mail_state}`))),
      h(
        "form",
        { class: "stack", novalidate: true, on: { submit: (event) => this.submit(event) } },
        form.summary,
        this.digest(),
        this.topicField,
        this.languageField,
        this.monday,
        h(
          "fieldset",
          { class: "card stack-s" },
          h("legend", { class: "vh" }, t("me.quiet")),
          h("p", {}, h("b", { "aria-hidden": "true" }, t("me.quiet")), h("br"), h("span", { class: "s m2" }, t("me.quiet_more"))),
          h("div", { class: "pair" }, form.field(this.begins, t("me.quiet_begins")), form.field(this.ends, t("me.quiet_ends"))),
          this.weekends,
        ),
        form.field(this.language, t("me.language")),
        this.anonymous,
        this.save,
        this.status,
      ),
    );
  }

  digest() {
    const { digest, digest_days: days } = this.notifications;
    const hour = clock(new Date(`2026-01-01T${this.view.programme.digest_time}`));
    const choices = MODES.flatMap((mode) => [
      h(
        "label",
        { class: "chk" },
        h("input", { type: "radio", name: "digest", id: `digest-${mode}`, value: mode, checked: mode === digest }),
        h("span", {}, t(`me.digest.${mode}`, { time: hour })),
      ),
      mode === "days" && this.dayChips(days),
    ]);
    return this.form.group("digest", t("me.digest_question"), choices);
  }

  dayChips(chosen) {
    const days = [...new Set([...WORKDAYS, ...chosen])].sort();
    const chips = days.map((day) => chip("day", day, t(`weekday.${day}`), chosen.includes(day)));
    // Choosing a day chooses the digest on chosen days.
    const follow = () => {
      this.element.querySelector("#digest-days").checked = true;
    };
    return h("div", { class: "chips ind", role: "group", "aria-label": t("me.digest_days"), on: { change: follow } }, chips);
  }

  /** The languages of contents: none is ticked where all are offered. */
  contentLanguages(ticked) {
    const chips = Object.entries(LANGUAGES).map(([code, { name }]) => chip("content-language", code, name, ticked.includes(code)));
    const hint = { hint: t("me.content_languages_hint") };
    return this.form.group("content-languages", t("me.content_languages"), [h("div", { class: "chips" }, chips)], hint);
  }

  /** The topics of the library; nothing where it has none. */
  topicChips(topics, ticked) {
    const chips = topics.map(({ topic, name }) => chip("topic", topic, name, ticked.includes(topic)));
    return chips.length > 0 && this.form.group("topics", t("me.topics"), [h("div", { class: "chips" }, chips)], { hint: t("me.topics_hint") });
  }

  submit(event) {
    event.preventDefault();
    this.status.textContent = "";
    const wanted = this.read();
    const errors = findErrors(wanted);
    if (Object.keys(errors).length) {
      this.form.showErrors(errors);
      return;
    }
    this.form.clearErrors();
    whileBusy(this.save, t("frame.saving"), () => this.store(wanted)).catch((error) => this.showError(error));
  }

  read() {
    const { element } = this;
    const values = (name) => [...element.querySelectorAll(`[name=${name}]:checked`)].map((input) => input.value);
    const digest = values("digest")[0];
    return {
      digest,
      // Otherwise the days stay as they were.
      ...(digest === "days" ? { digest_days: values("day").map(Number) } : {}),
      topics: values("topic"),
      content_languages: values("content-language"),
      ...(this.monday ? { monday_mail: element.querySelector("#monday").checked } : {}),
      quiet: { begins: this.begins.value, ends: this.ends.value, weekends: element.querySelector("#weekends").checked },
      language: this.language.value,
      anonymous: element.querySelector("#anonymous").checked,
    };
  }

  async store(wanted) {
    Object.assign(this.view.person, await changeMe(wanted));
    if (wanted.language !== currentLanguage()) {
      keepLanguage(wanted.language);
      location.reload();
      return;
    }
    this.status.textContent = t("me.saved", { time: clock(new Date()) });
  }

  showError(error) {
    if (!isExpected(error)) console.error(error);
    const field = error instanceof Problem && FIELD_OF[error.field?.split(".")[0]];
    if (field) this.form.showErrors({ [field]: t("me.not_taken") });
    else this.view.showToast(error instanceof Offline ? t("error.offline") : t("error.ours"), "bad");
  }
}

function findErrors(wanted) {
  const errors = {};
  if (wanted.digest_days?.length === 0) errors.digest = t("me.no_days");
  if (!TIME.test(wanted.quiet.begins)) errors["quiet-begins"] = t("me.no_time");
  if (!TIME.test(wanted.quiet.ends)) errors["quiet-ends"] = t("me.no_time");
  return errors;
}

function time(id, value) {
  return h("input", { class: "inp", type: "time", id, value, required: true });
}

function chip(name, value, text, checked) {
  return h("label", { class: "chip" }, h("input", { type: "checkbox", name, value, checked }), h("span", {}, text));
}
