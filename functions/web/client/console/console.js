// Helps the console's pages; each works without it. Focus where a form failed, a button that is pressed once, counts
// of captions and posts as they will look while they are written, a question before unsaved input is left behind,
// the end of what is awaited, and a form that goes on after a new sign-in.

import { hyphenated } from "../core/hyphens.js";
import { readForTab, writeForTab } from "../core/local_storage.js";
import { lengthOn } from "../core/networks.js";
import { dragContents } from "./calendar.js";

const SOON = 300;
const OFTEN = 3000;
const MOST_LOOKS = 40;
const ENDED = "ended";

document.getElementById("form-errors")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});

// A page that comes back from the browser's cache can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

// A thing that is being done shows its end without a reload; who has typed meanwhile loses nothing.
const awaited = document.querySelector("[data-awaited]");
if (awaited) setTimeout(lookAgain, OFTEN, awaited, MOST_LOOKS);

async function lookAgain(part, left) {
  const page = await fetch(location.href, { headers: { accept: "text/html" } }).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  const found = page && new DOMParser().parseFromString(page, "text/html").getElementById(part.id);
  if (found && !found.dataset.awaited) {
    part.replaceWith(found);
    document.getElementById(part.dataset.awaited).textContent = found.dataset.said;
  } else if (left > 1) {
    setTimeout(lookAgain, OFTEN, part, left - 1);
  }
}

const calendar = document.querySelector("[data-calendar]");
if (calendar) {
  dragContents(calendar);
  for (const title of calendar.querySelectorAll("[data-title]")) {
    title.textContent = hyphenated(title.textContent, title.closest("[lang]").lang);
  }
}

// The menu is open where there is room beside the page, also where the browser cannot show it by style alone.
const menu = document.querySelector("details.menu");
if (menu) {
  const wide = window.matchMedia("(min-width: 64rem)");
  const fit = () => (menu.open = wide.matches);
  fit();
  wide.addEventListener("change", fit);
}

// A form whose session is over goes on behind one sign-in in this tab, for the same person and on the page that it is of.
const ended = document.getElementById("ended");
const here = location.pathname + location.search;
if (ended) {
  ended.addEventListener("submit", () => writeForTab(ENDED, null));
  writeForTab(ENDED, "?");
  if (readForTab(ENDED) === "?") signInHere(ended);
} else if (document.querySelector("[data-person]")) {
  goOn(readForTab(ENDED), document.querySelector("[data-person]").dataset.person);
}

function signInHere(form) {
  for (const part of document.querySelectorAll("[data-here]")) part.textContent = part.dataset.here;
  const link = document.getElementById("sign-in-again");
  link.removeAttribute("target");
  const fields = [...new FormData(form)];
  link.addEventListener("click", () => writeForTab(ENDED, { owner: form.dataset.owner, path: here, fields }));
}

function goOn(kept, person) {
  writeForTab(ENDED, null);
  if (kept?.owner !== person || kept.path !== here) return;
  const form = document.createElement("form");
  Object.assign(form, { method: "post", hidden: true });
  for (const [name, value] of kept.fields) {
    const field = document.createElement("textarea");
    Object.assign(field, { name, value });
    form.append(field);
  }
  document.body.append(form);
  form.requestSubmit();
}

const edited = document.querySelector("form[data-counts]");
if (edited) {
  edited.addEventListener("input", () => (edited.dataset.changed = "yes"), { once: true });
  window.addEventListener("beforeunload", (event) => {
    if (edited.dataset.changed && !edited.dataset.sent) event.preventDefault();
  });
  countCaptions(edited);
  showPosts(edited);
  offerHashtags(edited);
}

/** Make the listed hashtags buttons that add one to the caption that was written last, or to the first that is shown. */
function offerHashtags(form) {
  const list = form.querySelector("[data-hashtags]");
  if (!list) return;
  let last = null;
  form.addEventListener("focusin", ({ target }) => {
    if (target.dataset.counting) last = target;
  });
  for (const place of list.querySelectorAll("li")) {
    const hashtag = place.textContent;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn sec sm", textContent: hashtag });
    button.addEventListener("click", () => {
      const field = last ?? form.querySelector("details[open] [data-counting]");
      if (!field) return;
      if (!field.value.split(/\s+/).includes(hashtag)) field.value = `${field.value.trimEnd()} ${hashtag}`.trim();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      list.querySelector("[role=status]").textContent = list.dataset.hashtags.replace("{tag}", hashtag);
    });
    place.replaceChildren(button);
  }
}

/** Show how the first caption of each network will look there, while it is being written. */
function showPosts(form) {
  const disclosure = form.elements[form.dataset.disclosure];

  const show = (preview) => {
    const fields = [...form.querySelectorAll("textarea[data-preview]")].filter((one) => one.dataset.preview === preview.id);
    const text = fields.map((field) => field.value.trim()).find(Boolean) ?? "";
    preview.hidden = !text;
    preview.querySelector("[data-text]").textContent = text;
    preview.querySelector("[data-disclosure]").textContent = disclosure.value.trim();
    const title = preview.querySelector("[data-title]");
    if (title) title.textContent = form.elements.title.value.trim();
  };

  const showAll = () => form.querySelectorAll(".preview").forEach(show);
  form.addEventListener("input", (event) => {
    const { preview } = event.target.dataset;
    if (preview) show(document.getElementById(preview));
    else if (event.target === disclosure || event.target.name === "title") showAll();
  });
  showAll();
  window.addEventListener("pageshow", showAll);
}

/** Count each caption by the client's rules, which are the server's, while it is being written. */
function countCaptions(form) {
  const disclosure = form.elements[form.dataset.disclosure];
  const written = new Intl.NumberFormat(document.documentElement.lang);

  const count = (field) => {
    const { counting, countsLink, limit: longest } = field.dataset;
    const shown = document.getElementById(`${field.id}-count`);
    const text = [field.value.trim(), disclosure.value.trim()].filter(Boolean).join("\n\n");
    const used = lengthOn({ counting, counts_link: countsLink === "yes" }, text);
    const limit = Number(longest);
    const words = limit ? shown.dataset.words : shown.dataset.limitless;
    shown.textContent = words.replace("{used}", written.format(used)).replace("{limit}", written.format(limit));
    shown.classList.toggle("over", Boolean(limit) && used > limit);
  };

  const countAll = () => [...form.querySelectorAll("[data-counting]")].filter((field) => field.value).forEach(count);

  let waiting = null;
  form.addEventListener("input", (event) => {
    if (event.target.dataset.counting) count(event.target);
    if (event.target !== disclosure) return;
    clearTimeout(waiting);
    waiting = setTimeout(countAll, SOON);
  });
  // Over a slow line somebody writes before this script runs, and a page that is returned to has what was written.
  countAll();
  window.addEventListener("pageshow", countAll);
}
