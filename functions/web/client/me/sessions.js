// Where one is signed in: each device with its last day, ended one by one; all at once is in the part about one's data.

import { endSession, readSessions } from "../core/api.js";
import { h } from "../core/dom.js";
import { confirm } from "../core/forms.js";
import { date, t } from "../core/texts.js";

/** Read the sessions, and draw the part of my page about them. */
export async function sessions(view) {
  return new Sessions(view, await readSessions({ signal: view.signal })).element;
}

class Sessions {
  constructor(view, held) {
    this.view = view;
    this.list = h("ul", { class: "card flush list" });
    this.heading = h("h2", { id: "sessions", tabindex: "-1" }, t("sessions.title"));
    this.element = h(
      "section",
      { class: "stack-s", "aria-labelledby": "sessions" },
      this.heading,
      h("p", { class: "m2" }, t("sessions.what")),
      this.list,
    );
    this.show(held);
  }

  show({ items }) {
    this.list.replaceChildren(...items.map((one) => this.row(one)));
  }

  row(one) {
    const name = deviceName(one);
    const used = t("sessions.used", { date: date(one.used_on) });
    const told = one.current ? `${t("sessions.current")} · ${used}` : used;
    return h(
      "li",
      { class: "item" },
      h("p", {}, h("b", {}, name), h("br"), h("span", { class: "s m2" }, told)),
      one.current ||
        h(
          "p",
          {},
          h(
            "button",
            {
              class: "tbtn",
              type: "button",
              "aria-label": t("sessions.end_named", { name, date: date(one.used_on) }),
              on: { click: () => this.end(one, name) },
            },
            t("sessions.end"),
          ),
        ),
    );
  }

  end(one, name) {
    confirm({
      title: t("sessions.end_title", { name }),
      body: [h("p", {}, t("sessions.end_means"))],
      yes: t("sessions.end_yes"),
      doing: t("frame.signing_out"),
      action: async () => {
        this.show(await endSession(one.session));
        this.view.showToast(t("sessions.ended"));
        this.heading.focus();
      },
    });
  }
}

/** Return what a device is called, as far as its browser told. */
function deviceName({ system, browser }) {
  const parts = [SYSTEMS[system], BROWSERS[browser]].filter(Boolean);
  return parts.length ? parts.join(" · ") : t("sessions.unknown");
}

/** Names of products, the same in every language. */
const SYSTEMS = {
  android: "Android",
  chromeos: "ChromeOS",
  ipad: "iPad",
  iphone: "iPhone",
  linux: "Linux",
  mac: "Mac",
  windows: "Windows",
};
const BROWSERS = {
  chrome: "Chrome",
  edge: "Edge",
  firefox: "Firefox",
  opera: "Opera",
  safari: "Safari",
  samsung: "Samsung Internet",
};
