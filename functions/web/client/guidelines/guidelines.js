// The guidelines: read and accept, before the first share and at each new version; then back to that share.

import { errorText, reportFailure } from "../core/announce.js";
import { acceptGuidelines, askForWalkThrough, readGuidelines } from "../core/api.js";
import { button, h, icon, notice, whileBusy } from "../core/dom.js";
import { date, t } from "../core/texts.js";

const WAY_BACK = /^\/share\/[A-Za-z0-9-]{1,64}(\?[\w=&-]{1,120})?$/;

/** Draw the screen. */
export async function guidelines(view) {
  const read = await readGuidelines();
  const wanted = view.url.searchParams.get("to") ?? "";
  const back = WAY_BACK.test(wanted) ? wanted : "/";
  const { version, accepted, texts } = read;
  if (!version) return h("div", { class: "stack" }, h("h1", {}, t("guidelines.title")), h("p", {}, t("guidelines.none")));
  const isNew = accepted > 0 && accepted < version;
  const state = accepted >= version ? "accepted" : isNew ? "changed" : "first";
  const of = read.published_at ? t("guidelines.version", { n: version, day: date(read.published_at) }) : "";
  return h(
    "div",
    { class: "stack" },
    h("div", { class: "stack-s" }, h("p", { class: "s m2" }, [t(`guidelines.${state}`), of].filter(Boolean).join(" · ")), h("h1", {}, t("guidelines.title"))),
    isNew && news(read.missed),
    rules(texts[document.documentElement.lang] ?? ""),
    walkThrough(read, view),
    state === "accepted"
      ? h("p", {}, h("a", { class: "lnk", href: "/" }, t("offer.see")))
      : [form(version, back, view), h("p", { class: "s m2" }, t("guidelines.any_time"))],
  );
}

/** Draw what is new since the version that was accepted; it comes first. */
function news(missed) {
  const changes = missed.map((texts) => texts[document.documentElement.lang]).filter(Boolean);
  if (!changes.length) return null;
  return notice("", "bad", h("h2", { class: "f-m" }, t("guidelines.news")), changes.map((text) => h("p", { class: "pre" }, text)));
}

/** Draw the offer to go through the rules with somebody, or that this person has asked for it. */
function walkThrough(read, view) {
  const place = h("div", { class: "stack-s", tabindex: "-1" });
  const draw = (isAsked) =>
    place.replaceChildren(
      ...(isAsked
        ? [h("p", {}, h("b", {}, t("guidelines.walk_asked"))), h("p", {}, t("guidelines.walk_asked_more"))]
        : [
            h("p", {}, h("b", {}, t("guidelines.walk")), ` ${t("guidelines.walk_more")}`),
            h("p", {}, button(t("guidelines.walk_ask"), { class: "tbtn", on: { click: ask } })),
          ]),
    );
  const ask = ({ currentTarget }) =>
    reportFailure(
      whileBusy(currentTarget, t("frame.sending"), async () => {
        await askForWalkThrough();
        draw(true);
        place.focus();
        view.announce(t("guidelines.walk_asked"));
      }),
    );
  draw(read.walk_through);
  return notice("", "people", place);
}

/** Draw plain text: lines that begin with a number are a list, their first sentence stands out. */
function rules(text) {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const numbered = lines.map((line) => line.match(/^(\d+)\.\s+(.*?[.!?])(?:\s+(.*))?$/));
  if (!numbered.length || numbered.includes(null)) return h("div", { class: "card stack-s" }, lines.map((line) => h("p", {}, line)));
  return h(
    "ol",
    { class: "rules card flush" },
    numbered.map(([, number, first, rest]) =>
      h("li", {}, h("span", { class: "n", "aria-hidden": "true" }, number), h("span", {}, h("b", {}, first), rest && ` ${rest}`)),
    ),
  );
}

function form(version, back, view) {
  const summary = notice("bad", "bad", h("p", {}, h("a", { href: "#read" }, t("guidelines.error"))));
  summary.hidden = true;
  summary.tabIndex = -1;
  const tick = h("input", { type: "checkbox", id: "read" });
  const error = h("p", { class: "err", id: "read-error", hidden: true }, icon("bad"), h("span", {}, t("guidelines.error")));
  const field = h("div", { class: "fld" }, error, h("label", { class: "chk card" }, tick, h("span", {}, t("guidelines.read"))));
  const accept = button(t("guidelines.accept"), { class: "btn big", type: "submit" });
  const submitted = (event) => {
    event.preventDefault();
    const good = tick.checked;
    summary.hidden = error.hidden = good;
    field.classList.toggle("bad", !good);
    if (!good) {
      tick.setAttribute("aria-invalid", "true");
      tick.setAttribute("aria-describedby", "read-error");
      document.title = t("frame.error_title", { title: t("frame.title", { screen: t("guidelines.title") }) });
      summary.focus();
      return;
    }
    whileBusy(accept, t("frame.sending"), async () => {
      await acceptGuidelines(version);
      view.person.guidelines_accepted = version;
      await view.go(back, { replace: true });
    }).catch((error) => view.showToast(errorText(error), "bad"));
  };
  return h("form", { class: "stack", novalidate: true, on: { submit: submitted } }, summary, field, accept);
}
