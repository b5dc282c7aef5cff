// The guidelines: read and accept, before the first share and at each new version; then back to that share.

import { get, post } from "./api.js";
import { button, h, icon, notice, working } from "./elements.js";
import { t } from "./texts.js";

const WAY_BACK = /^\/share\/[A-Za-z0-9-]{1,64}$/;

/** Draw the screen. */
export async function guidelines(view) {
  const { version, accepted, texts } = await get("/guidelines");
  const wanted = view.url.searchParams.get("to") ?? "";
  const back = WAY_BACK.test(wanted) ? wanted : "/";
  const isNew = accepted > 0 && accepted < version;
  const state = accepted >= version ? "accepted" : isNew ? "changed" : "first";
  return h(
    "div",
    { class: "stack" },
    h("div", { class: "stack-s" }, h("p", { class: "s m2" }, t(`guidelines.${state}`, { n: version })), h("h1", {}, t("guidelines.title"))),
    rules(texts[document.documentElement.lang] ?? ""),
    state === "accepted" ? h("p", {}, h("a", { class: "lnk", href: "/" }, t("thanks.more"))) : form(version, back, view),
  );
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
    working(accept, t("frame.sending"), async () => {
      await post("/guidelines/acceptance", { version });
      view.person.guidelines_accepted = version;
      await view.go(back, { replace: true });
    }).catch(() => view.say(t("error.ours"), "bad"));
  };
  return h("form", { class: "stack", novalidate: true, on: { submit: submitted } }, summary, field, accept);
}
