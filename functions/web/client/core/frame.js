// The frame around the screens: header, navigation, footer, and the place where a screen is drawn.

import { isTrouble, spokenStatus, toast, told } from "./announce.js";
import { get, patch } from "./api.js";
import { button, h, icon, mark, working } from "./dom.js";
import { remember } from "./local_storage.js";
import { signOut } from "./session.js";
import { LANGUAGES, number, spoken, t } from "./texts.js";

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
export function place() {
  document.body.replaceChildren(skip, header, main, footer, spokenStatus, toast);
}

/** Draw header and footer; without a person those of a screen that is open to everybody. Returns the link of points. */
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
  return points;
}

/** Draw the frame of the first screen, which has a header of its own. */
export function drawHero(url, hero) {
  skip.textContent = t("frame.skip");
  document.body.classList.remove("in-task");
  header.className = "hero";
  header.replaceChildren(h("div", { class: "top" }, logo(), languageLinks(url, "end")), ...hero);
  drawFooter(url, null);
}

/** Draw a screen's content; `focus` leads to its heading. */
export function draw(content, { task = false, focus = false, title } = {}) {
  main.className = `page ${task ? "task" : ""}`;
  main.replaceChildren(...[content].flat());
  const heading = main.querySelector("h1");
  document.title = t("frame.title", { screen: title ?? heading.textContent });
  if (focus && heading) {
    heading.tabIndex = -1;
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
}

/** Show that a screen is on its way. */
export function drawWaiting() {
  main.className = "page";
  const lines = ["sk-1", "sk-2", "sk-3", "sk-3"].map((line) => h("div", { class: `sk ${line}` }));
  main.replaceChildren(h("h1", { class: "vh" }, t("frame.loading")), h("div", { class: "stack", "aria-hidden": "true" }, lines));
}

/** Make the button that signs out. */
export function signOutButton(kind) {
  return button(t("frame.sign_out"), {
    class: kind,
    on: { click: ({ currentTarget }) => told(working(currentTarget, t("frame.signing_out"), signOut)) },
  });
}

/** The question about a share leads back to its content, everything else to what is on offer. */
function backLink({ match, search }) {
  const [href, text] = search.has("share") ? [match[0], t("share.back")] : ["/", t("nav.offer")];
  return h("a", { class: "lnk plain back", href }, icon("back"), text);
}

/** Make a link to where people write who are stuck or have met a barrier; without words it shows the address. */
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
      person ? languageButtons() : header.className !== "hero" && languageLinks(url),
    ),
  );
}

/** Somebody who is signed in changes their language for good. */
function languageButtons() {
  const languages = Object.entries(LANGUAGES).map(([language, name]) =>
    language === spoken()
      ? chosen(language, name)
      : button(name, { class: "tbtn", lang: language, on: { click: ({ currentTarget }) => switchTo(currentTarget, language) } }),
  );
  return h("nav", { class: "row s", "aria-label": t("frame.language") }, languages);
}

/** Anybody else chooses it on this device. */
function languageLinks(url, place = "") {
  const languages = Object.entries(LANGUAGES).map(([language, name]) => {
    if (language === spoken()) return chosen(language, name);
    const to = new URL(url);
    to.searchParams.set("lang", language);
    const attributes = { class: "lnk", href: to.pathname + to.search, lang: language, hreflang: language };
    return h("a", { ...attributes, on: { click: () => remember("language", language) } }, name);
  });
  return h("nav", { class: `${place} row s`, "aria-label": t("frame.language") }, languages);
}

function chosen(language, name) {
  return h("b", { class: "lnk", "aria-current": "true", lang: language }, name);
}

async function switchTo(pressed, language) {
  await told(
    working(pressed, t("frame.saving"), async () => {
      await patch("/me", { language });
      remember("language", language);
      location.reload();
    }),
  );
}

// The points of the prize race, shown in the header on every screen.

const STANDINGS_FOLLOW = [1500, 4000, 8000];

/** Make the link that shows them; it is hidden until they are known. */
function pointsLink() {
  return h("a", { class: "pts end num", href: "/race", hidden: true });
}

/** Show the points; after a deed of one's own (`follow`) the standings come within seconds. */
export async function showPoints(link, race, signal, { follow = true, then = () => {} } = {}) {
  for (const wait of [0, ...(follow ? STANDINGS_FOLLOW : [])]) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (signal.aborted) return;
    try {
      const own = await get(`/races/${race}/place`, { signal });
      link.replaceChildren(
        number(own.points),
        h("span", { "aria-hidden": "true" }, ` ${t("points.unit")}`),
        h("span", { class: "vh" }, ` ${t("points.in_prize_race", { n: own.points })}`),
      );
      link.hidden = false;
      then(own);
    } catch (error) {
      // The screen itself says what is wrong; without the points it is whole.
      if (!isTrouble(error)) throw error;
      return;
    }
  }
}
