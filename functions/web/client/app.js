// Starts the client, draws the frame around the screens, and goes from one to the next.
// A screen is a path that the server knows, too: its state is in its address, and every way to it is a link.

import { get, patch, Problem } from "./api.js";
import { button, h, icon, mark, notice, working } from "./elements.js";
import { recalled } from "./device.js";
import { guidelines } from "./guidelines.js";
import { offer } from "./offer.js";
import { race } from "./race.js";
import { idToken, Offline, signOut, SignedOut } from "./session.js";
import { share } from "./share.js";
import { signIn } from "./signin.js";
import { browserLanguage, LANGUAGES, number, speak, spoken, t } from "./texts.js";

const SCREENS = [
  { path: /^\/$/, show: offer },
  { path: /^\/share\/([^/]+)$/, show: share, task: true },
  { path: /^\/race$/, show: race },
  { path: /^\/guidelines$/, show: guidelines },
];
const TABS = [
  { path: "/", icon: "offer", text: "nav.offer" },
  { path: "/race", icon: "race", text: "nav.race" },
];
const PATIENCE = { skeleton: 400, retry: 8000 };
const TOAST = 6000;
const STANDINGS_FOLLOW = [1500, 4000, 8000];

const who = { person: null, programme: null, channels: null, races: null };
let leaving = new AbortController();
let shown = null;
let toastTimer;

const main = h("main", { id: "content", tabindex: "-1" });
const header = h("header", {});
const footer = h("footer", {});
const spokenStatus = h("p", { class: "vh", role: "status" });
const toast = h("div", { class: "toast", role: "status", hidden: true });

async function start() {
  await speak(new URLSearchParams(location.search).get("lang") ?? recalled("language", null) ?? browserLanguage());
  const skip = h("a", { class: "skip", href: "#content" }, t("frame.skip"));
  document.body.replaceChildren(skip, header, main, footer, spokenStatus, toast);
  document.addEventListener("click", followed);
  addEventListener("popstate", () => {
    if (shown !== location.pathname + location.search) show();
  });
  await show({ first: true });
}

/** Draw the screen that the address names. */
async function show({ first = false } = {}) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const url = new URL(location.href);
  shown = url.pathname + url.search;
  const screen = SCREENS.find(({ path }) => path.test(url.pathname));
  const timers = [setTimeout(drawWaiting, PATIENCE.skeleton), setTimeout(drawLate, PATIENCE.retry)];
  try {
    if (!who.person) await meet();
    if (signal.aborted) return;
    drawFrame(url, screen);
    const view = {
      ...who,
      url,
      signal,
      match: url.pathname.match(screen.path),
      announce,
      say,
      go,
      refreshPoints,
      redraw: (content) => {
        if (!signal.aborted) draw(content, screen, { focus: true });
      },
    };
    const content = await screen.show(view);
    if (!signal.aborted) draw(content, screen, { focus: !first });
  } catch (error) {
    if (signal.aborted) return;
    drawTrouble(error, url);
  } finally {
    timers.forEach(clearTimeout);
  }
}

/** Learn who is signed in, and what of the programme every screen needs. */
async function meet() {
  await idToken();
  const person = await get("/me");
  const [programme, channels, races] = await Promise.all([get("/programme"), get("/channels"), get("/races")]);
  await speak(person.language);
  document.querySelector(".skip").textContent = t("frame.skip");
  who.programme = programme;
  who.channels = new Map(channels.channels.map((channel) => [channel.channel, channel]));
  who.races = races;
  who.person = person;
}

function draw(content, screen, { focus }) {
  main.className = `page ${screen?.task ? "task" : ""}`;
  main.replaceChildren(...[content].flat());
  const heading = main.querySelector("h1");
  document.title = t("frame.title", { screen: heading.textContent });
  if (focus) {
    heading.tabIndex = -1;
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
}

function drawFrame(url, screen) {
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
  header.className = "top";
  document.body.classList.toggle("in-task", Boolean(screen.task));
  header.replaceChildren(
    ...(screen.task ? [h("a", { class: "lnk plain back", href: "/" }, icon("back"), t("nav.offer"))] : []),
    h("a", { class: "logo", href: "/" }, mark(), h("span", {}, "Lähetti")),
    h("nav", { class: "nav", "aria-label": t("frame.menu") }, h("ul", {}, tabs)),
    h("a", { class: "pts end num", href: "/race", hidden: true }),
  );
  drawFooter();
  refreshPoints({ follow: false });
}

function drawFooter() {
  const { person } = who;
  const languages = Object.entries(LANGUAGES).map(([language, name]) =>
    language === spoken()
      ? h("b", { class: "lnk", "aria-current": "true", lang: language }, name)
      : button(name, { class: "tbtn", lang: language, on: { click: ({ currentTarget }) => switchTo(currentTarget, language) } }),
  );
  footer.className = "foot";
  footer.replaceChildren(
    h(
      "div",
      {},
      h("p", { class: "row s" }, h("span", { class: "m2" }, t("frame.signed_in", { name: person.name }))),
      h(
        "p",
        { class: "row s" },
        h("a", { class: "lnk", href: "/guidelines" }, t("guidelines.title")),
        person.role !== "ambassador" && h("a", { class: "lnk", href: "/console" }, t("frame.console")),
        button(t("frame.sign_out"), {
          class: "tbtn",
          on: { click: ({ currentTarget }) => told(working(currentTarget, t("frame.signing_out"), signOut)) },
        }),
      ),
      h("nav", { class: "row s", "aria-label": t("frame.language") }, languages),
    ),
  );
}

async function switchTo(pressed, language) {
  await told(
    working(pressed, t("frame.saving"), async () => {
      await patch("/me", { language });
      location.reload();
    }),
  );
}

/** Show the points of the prize race; after a deed of one's own the standings follow within seconds. */
async function refreshPoints({ follow = true, then = () => {} } = {}) {
  const { signal } = leaving;
  for (const wait of [0, ...(follow ? STANDINGS_FOLLOW : [])]) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (signal.aborted) return;
    try {
      const own = await get(`/races/${who.races.prize}/place`, { signal });
      const pill = header.querySelector(".pts");
      pill.replaceChildren(
        number(own.points),
        h("span", { "aria-hidden": "true" }, ` ${t("points.unit")}`),
        h("span", { class: "vh" }, ` ${t("points.in_prize_race", { n: own.points })}`),
      );
      pill.hidden = false;
      then(own);
    } catch (error) {
      // The screen itself says what is wrong; without the points it is whole.
      if (!isTrouble(error)) throw error;
      return;
    }
  }
}

function drawWaiting() {
  main.className = "page";
  const lines = ["sk-1", "sk-2", "sk-3", "sk-3"].map((line) => h("div", { class: `sk ${line}` }));
  main.replaceChildren(h("h1", { class: "vh" }, t("frame.loading")), h("div", { class: "stack", "aria-hidden": "true" }, lines));
  announce(t("frame.loading"));
}

function drawLate() {
  drawNotice(t("error.slow"));
}

function drawTrouble(error, url) {
  if (error instanceof SignedOut) {
    const wasIn = Boolean(who.person);
    who.person = null;
    drawSignIn(url, wasIn ? "over" : null);
  } else if (error instanceof Problem && error.status === 403 && !who.person) {
    drawOutsider();
  } else if (error instanceof Problem && error.status === 404) {
    drawNotice(t("error.not_found"), { retry: false });
  } else if (error instanceof Offline) {
    drawNotice(t("error.offline"));
  } else {
    if (!isTrouble(error)) console.error(error);
    drawNotice(t("error.ours"));
  }
}

function drawNotice(text, { retry = true } = {}) {
  draw(
    h(
      "div",
      { class: "stack" },
      h("h1", { class: "t" }, t("error.title")),
      notice("bad", "bad", h("p", {}, text)),
      retry
        ? button(t("error.retry"), { class: "btn", on: { click: () => show() } })
        : h("p", {}, h("a", { class: "lnk", href: "/" }, t("thanks.more"))),
    ),
    null,
    { focus: true },
  );
}

function drawSignIn(url, trouble) {
  document.body.classList.remove("in-task");
  footer.replaceChildren();
  footer.className = "";
  const { hero, content } = signIn(url, url.searchParams.get("signin") === "failed" ? "failed" : trouble);
  header.className = "hero";
  header.replaceChildren(...hero);
  main.className = "page";
  main.replaceChildren(content);
  document.title = t("frame.title", { screen: t("signin.title") });
  main.querySelector("[role=alert]")?.focus();
}

function drawOutsider() {
  draw(
    h(
      "div",
      { class: "stack" },
      h("h1", { class: "t" }, t("outsider.title")),
      h("p", {}, t("outsider.text")),
      button(t("frame.sign_out"), {
        class: "btn sec",
        on: { click: ({ currentTarget }) => told(working(currentTarget, t("frame.signing_out"), signOut)) },
      }),
    ),
    null,
    { focus: true },
  );
}

/** Go to another screen. */
function go(path, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  return show();
}

/** Follow a plain click on a link to a screen without loading the page anew. */
function followed(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const url = new URL(link.href);
  if (link.target || url.origin !== location.origin || !who.person || link.getAttribute("href").startsWith("#")) return;
  if (!SCREENS.some(({ path }) => path.test(url.pathname))) return;
  event.preventDefault();
  go(url.pathname + url.search);
}

/** Let a screen reader say something; the same again is said again. */
function announce(text) {
  spokenStatus.textContent = "";
  setTimeout(() => {
    spokenStatus.textContent = text;
  }, 50);
}

/** Show something for a few seconds. */
function say(text, picture = "done") {
  clearTimeout(toastTimer);
  toast.replaceChildren(icon(picture), h("span", {}, text));
  toast.hidden = false;
  toastTimer = setTimeout(() => {
    toast.hidden = true;
  }, TOAST);
}

/** Wait for a deed of the frame, and say if it failed. */
async function told(deed) {
  try {
    await deed;
  } catch (error) {
    if (!isTrouble(error)) console.error(error);
    say(error instanceof Offline ? t("error.offline") : t("error.ours"), "bad");
  }
}

function isTrouble(error) {
  return error instanceof Problem || error instanceof Offline || error instanceof SignedOut || error.name === "AbortError";
}

await start();
