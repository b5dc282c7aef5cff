// Suggest: an address that the organisation's ambassadors should share, and why.

import { post, Problem } from "./api.js";
import { button, h, icon, working } from "./elements.js";
import { t } from "./texts.js";

/** Draw the screen. */
export async function suggest(view) {
  const channels = [...view.channels.values()];
  const channel = h("select", { class: "inp", id: "channel" }, channels.map((one) => h("option", { value: one.channel }, one.name)));
  const address = h("input", { class: "inp", id: "address", type: "url", maxlength: 2000 });
  const title = h("input", { class: "inp", id: "title", maxlength: 200 });
  const why = h("textarea", { class: "inp", id: "why", rows: 4, maxlength: 1000 });
  const error = h("p", { class: "err", role: "alert", hidden: true }, icon("bad"), h("span", {}, t("suggest.refused")));
  const send = button(t("suggest.send"), { class: "btn big", type: "submit" });
  const submitted = (event) => {
    event.preventDefault();
    error.hidden = true;
    const wanted = { channel: channel.value, address: address.value.trim(), title: title.value.trim(), why: why.value.trim() };
    working(send, t("frame.sending"), async () => {
      await post("/suggestions", wanted);
      view.say(t("suggest.done"));
      await view.go("/");
    }).catch((refused) => {
      if (refused instanceof Problem) error.hidden = false;
      else view.say(t("error.ours"), "bad");
    });
  };
  const field = (input, text) => h("div", { class: "fld" }, h("label", { for: input.id }, text), input);
  return h(
    "form",
    { class: "stack", novalidate: true, on: { submit: submitted } },
    h("h1", {}, t("suggest.title")),
    h("p", {}, t("suggest.lead")),
    error,
    field(address, t("suggest.address")),
    field(title, t("suggest.item")),
    field(channel, t("suggest.channel")),
    field(why, t("suggest.why")),
    send,
  );
}
