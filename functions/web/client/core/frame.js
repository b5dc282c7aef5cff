// The frame around the screens: header, navigation, footer, and the place where a screen is drawn.

import { carryToast, reportFailure, statusRegion } from "./announce.js";
import { changeMe } from "./api.js";
import { chooseLanguage, keepLanguage } from "./device_language.js";
import { button, h, icon, mark, showInRow, whileBusy } from "./dom.js";
import { signOut } from "./session.js";
import { LANGUAGES } from "./catalogue.js";
import { currentLanguage, number, t } from "./texts.js";

const TABS = [
  { path: "/", icon: "offer", text: "nav.offer" },
  { path: "/race", icon: "race", text: "nav.race" },
  { path: "/suggest", icon: "suggest", text: "nav.suggest" },
  { path: "/me", icon: "me", text: "nav.me" },
];

const skip = h("a", { class: "skip", href: "#content" });
const header = h("header", {});
const main = h("main", { id: "content", tabindex: "-1" });
const footer = h("footer", {});

/** Put the empty frame into the page. */
export function mountFrame() {
  skip.textContent = t("frame.skip");
  document.body.replaceChildren(skip, header, main, footer, statusRegion);
}

/** Draw header and footer, for nobody those of an open screen. Returns the link for the points; null for nobody. */
export function drawFrame(url, screen, person) {
  skip.textContent = t("frame.skip");
  document.body.classList.toggle("in-task", Boolean(screen.task));
  const points = person && pointsLink();
  header.className = "top";
  header.replaceChildren(
    ...[
      screen.task && backLink(screen),
      logo(),
      person && navigation(url),
      points,
    ].filter(Boolean),
  );
  drawFooter(url, person);
  const row = header.querySelector(".nav ul");
  if (row) showInRow(row, row.querySelector("[aria-current]"));
  return points;
}

/** Return the element in which screens are drawn. */
export function screenElement() {
  return main;
}

/** Draw a screen's content; `focus` moves the focus to its heading. */
export function draw(content, { task = false, focus = false, title } = {}) {
  main.className = `page ${task ? "task" : ""}`;
  main.replaceChildren(...[content].flat());
  carryToast();
  const heading = main.querySelector("h1");
  document.title = t("frame.title", { screen: title ?? heading.textContent.replaceAll("\u00ad", "") });
  if (focus && heading) {
    heading.tabIndex = -1;
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
}

/** Draw a skeleton in place of a screen that is being read. */
export function drawWaiting() {
  main.className = "page";
  const lines = ["sk-1", "sk-2", "sk-3", "sk-3"].map((line) => h("div", { class: `sk ${line}` }));
  main.replaceChildren(h("h1", { class: "vh" }, t("frame.loading")), h("div", { class: "stack", "aria-hidden": "true" }, lines));
}

/** Make the button that signs out. */
export function signOutButton(kind) {
  return button(t("frame.sign_out"), {
    class: kind,
    on: { click: ({ currentTarget }) => reportFailure(whileBusy(currentTarget, t("frame.signing_out"), signOut)) },
  });
}

/** Make the link back: from the question about a share to its content, else to the offer. */
function backLink({ match, search }) {
  const [href, text] = search.has("share") ? [match[0], t("share.back")] : ["/", t("nav.offer")];
  return h("a", { class: "lnk plain back", href }, icon("back"), text);
}

/** Make a link to the support address; without a text it shows the address. */
export function supportLink(text) {
  const { content } = document.querySelector("meta[name=support]");
  return h("a", { class: text ? "lnk" : null, href: `mailto:${content}` }, text ?? content);
}

function logo() {
  return h("a", { class: "logo", href: "/" }, mark(), h("span", {}, "Lähetti"));
}

function navigation(url) {
  const tabs = TABS.map((tab) =>
    h(
      "li",
      {},
      h(
        "a",
        { href: tab.path, "aria-current": tab.path === url.pathname ? "page" : null },
        icon(tab.icon),
        h("span", {}, t(tab.text)),
      ),
    ),
  );
  return h("nav", { class: "nav", "aria-label": t("frame.menu") }, h("ul", {}, tabs));
}

function drawFooter(url, person) {
  footer.className = "foot";
  footer.replaceChildren(
    h(
      "div",
      {},
      person && h("p", { class: "row s" }, h("span", { class: "m2" }, t("frame.signed_in", { name: person.name }))),
      h(
        "p",
        { class: "row s" },
        person && h("a", { class: "lnk", href: "/guidelines" }, t("guidelines.title")),
        h("a", { class: "lnk", href: "/accessibility" }, t("accessibility.title")),
        supportLink(t("frame.feedback")),
        person && person.role !== "ambassador" && h("a", { class: "lnk", href: "/console" }, t("frame.console")),
        person && signOutButton("tbtn"),
      ),
      person ? languageButtons() : languageLinks(url),
    ),
  );
}

/** Draw the choice of language for somebody who is signed in: it is stored with them. */
function languageButtons() {
  const languages = Object.entries(LANGUAGES).map(([language, { name }]) =>
    language === currentLanguage()
      ? chosen(language, name)
      : button(name, { class: "tbtn", lang: language, on: { click: ({ currentTarget }) => switchTo(currentTarget, language) } }),
  );
  return h("nav", { class: "row s", "aria-label": t("frame.language") }, languages);
}

/** Draw the choice of language for anybody else: it is kept on this device, and becomes theirs as they sign in. */
function languageLinks(url) {
  const languages = Object.entries(LANGUAGES).map(([language, { name }]) => {
    if (language === currentLanguage()) return chosen(language, name);
    const to = new URL(url);
    to.searchParams.set("lang", language);
    const attributes = { class: "lnk", href: to.pathname + to.search, lang: language, hreflang: language };
    return h("a", { ...attributes, on: { click: () => chooseLanguage(language) } }, name);
  });
  return h("nav", { class: "row s", "aria-label": t("frame.language") }, languages);
}

function chosen(language, name) {
  return h("b", { class: "lnk", "aria-current": "true", lang: language }, name);
}

async function switchTo(pressed, language) {
  await reportFailure(
    whileBusy(pressed, t("frame.saving"), async () => {
      await changeMe({ language });
      keepLanguage(language);
      location.reload();
    }),
  );
}

/** Make the link that shows the points of the prize race, and leads to how they come about; it is hidden until then. */
function pointsLink() {
  return h("a", { class: "pts end num", href: "/points", hidden: true });
}

/** Show the points in the link that `drawFrame` returned. */
export function showPoints(link, points) {
  link.replaceChildren(
    number(points),
    h("span", { "aria-hidden": "true" }, ` ${t("points.unit")}`),
    h("span", { class: "vh" }, ` ${t("points.in_prize_race", { n: points })}`),
  );
  link.hidden = false;
}
