// Suggest an address that the organisation's ambassadors should share; and the person's suggestions so far.

import { isExpected } from "../core/announce.js";
import { readSuggestions, suggest as sendSuggestion } from "../core/api.js";
import { button, h, icon, whileBusy } from "../core/dom.js";
import { Form } from "../core/forms.js";
import { Problem } from "../core/http.js";
import { Offline } from "../core/session.js";
import { t } from "../core/texts.js";
import { when } from "../me/ledger.js";

/** Characters that the API takes at most. */
const LONGEST = { address: 2000, title: 200, why: 1000 };
const LOOKS = { waiting: ["", "clock"], accepted: ["ok", "done"], rejected: ["", "bad"] };

/** Draw the screen. */
export async function suggest(view) {
  if (!inUse(view).length) return h("div", { class: "stack" }, h("h1", {}, t("suggest.title")), h("p", {}, t("suggest.none_yet")));
  const suggestions = await readSuggestions();
  const list = h("div", {}, own(suggestions, view));
  const page = new Suggesting(view, (made) => {
    suggestions.unshift(made);
    list.replaceChildren(own(suggestions, view));
    list.querySelector("h2").focus();
  });
  return h("div", { class: "stack-l" }, page.element, list);
}

/** Return the channels that a suggestion can be for. */
const inUse = (view) => [...view.channels.values()].filter((one) => !one.archived);

class Suggesting {
  constructor(view, made) {
    this.view = view;
    this.made = made;
    this.key = crypto.randomUUID();
    this.form = new Form(t("suggest.title"));
    this.address = h("input", { class: "inp", id: "address", type: "url", inputmode: "url", autocomplete: "off" });
    this.item = h("input", { class: "inp", id: "title", autocomplete: "off" });
    this.channel = h(
      "select",
      { class: "inp", id: "channel" },
      h("option", { value: "" }, t("suggest.choose_channel")),
      inUse(view).map((one) => h("option", { value: one.channel }, one.name)),
    );
    this.why = h("textarea", { class: "inp", id: "why", rows: 4 });
    this.topics = view.programme.topics.map(({ topic, name }) =>
      h("label", { class: "chip" }, h("input", { type: "checkbox", name: "topic", value: topic }), h("span", {}, name)),
    );
    this.send = button(t("suggest.send"), { class: "btn big", type: "submit" });
    this.element = this.draw();
  }

  draw() {
    const { form } = this;
    return h(
      "form",
      { class: "stack", novalidate: true, on: { submit: (event) => this.submit(event) } },
      h("div", { class: "stack-s" }, h("h1", {}, t("suggest.title")), h("p", {}, t("suggest.lead"))),
      form.summary,
      form.field(this.address, t("suggest.address"), { hint: t("suggest.address_hint"), limit: LONGEST.address }),
      form.field(this.channel, t("suggest.channel"), { hint: t("suggest.channel_hint") }),
      form.field(this.why, t("suggest.why"), { hint: t("suggest.why_hint"), limit: LONGEST.why }),
      this.topics.length > 0 && form.group("topics", t("suggest.topics"), [h("div", { class: "chips" }, this.topics)], { hint: t("suggest.topics_hint") }),
      form.field(this.item, t("suggest.item"), { hint: t("suggest.item_hint"), limit: LONGEST.title }),
      this.send,
    );
  }

  submit(event) {
    event.preventDefault();
    const wanted = {
      url: this.address.value.trim(),
      channel: this.channel.value,
      why: this.why.value.trim(),
      title: this.item.value.trim(),
      topics: this.tickedTopics.map((input) => input.value),
    };
    const errors = this.form.tooLong();
    if (!/^https:\/\/[^\s/]+\.[^\s]+$/i.test(wanted.url)) errors.address = t("suggest.no_address");
    if (!wanted.channel) errors.channel = t("suggest.no_channel");
    if (Object.keys(errors).length) {
      this.form.showErrors(errors);
      return;
    }
    this.form.clearErrors();
    whileBusy(this.send, t("frame.sending"), () => this.store(wanted)).catch((error) => this.showError(error));
  }

  get tickedTopics() {
    return [...this.element.querySelectorAll("[name=topic]:checked")];
  }

  async store(wanted) {
    const made = await sendSuggestion(wanted, `${this.key}.${await digest(wanted)}`);
    for (const control of [this.address, this.item, this.why]) control.value = "";
    for (const input of this.tickedTopics) input.checked = false;
    this.view.showToast(t("suggest.done"));
    this.made(made);
  }

  showError(error) {
    if (!isExpected(error)) console.error(error);
    const errors = error instanceof Problem ? errorsOf(error) : {};
    if (Object.keys(errors).length) this.form.showErrors(errors);
    else if (error.status === 429) this.view.showToast(t("suggest.enough_today", { n: error.limit }), "clock");
    else if (error.code === "too_many_waiting") this.view.showToast(t("suggest.enough_waiting", { n: error.limit }), "clock");
    else this.view.showToast(error instanceof Offline ? t("error.offline") : t("error.ours"), "bad");
  }
}

/** Return what makes a key of a suggestion: sent again after a network error it is the same one, corrected another. */
async function digest(wanted) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(wanted)));
  return [...new Uint8Array(bytes.slice(0, 8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function errorsOf({ status, code, field }) {
  if (status === 409 && code !== "too_many_waiting") return { address: t("suggest.known") };
  // An address that is not a valid one is `invalid`; every other error of it says that its page could not be read.
  if (field === "title" || (field === "url" && code !== "invalid")) return { title: t("suggest.no_title") };
  if (field === "url") return { address: t("suggest.no_address") };
  if (field === "channel") return { channel: t("suggest.no_channel") };
  return {};
}

function own(suggestions, view) {
  if (!suggestions.length) return h("div", { class: "empty card" }, icon("suggest"), h("p", {}, t("suggest.none")));
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "own-suggestions" },
    h("h2", { id: "own-suggestions", tabindex: "-1" }, t("suggest.own")),
    h("ul", { class: "card flush list" }, suggestions.map((suggestion) => row(suggestion, view))),
  );
}

function row(suggestion, view) {
  const [look, picture] = LOOKS[suggestion.state];
  const channel = view.channels.get(suggestion.channel)?.name ?? suggestion.channel;
  return h(
    "li",
    { class: "item" },
    h("h3", {}, suggestion.title),
    h("p", { class: "s m2" }, `${channel} · ${when(new Date(suggestion.suggested_at))}`),
    h("p", { class: `mk ${look}` }, icon(picture), t(`suggest.outcome.${suggestion.state}`)),
    suggestion.note && h("p", { class: "why" }, t("suggest.note", { note: suggestion.note })),
  );
}
