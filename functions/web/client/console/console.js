// Helps the console's pages; each works without it. Focus where a form failed, a button that is pressed once, counts
// of captions while they are written, and a word before what was typed is left behind.

import { length, NETWORKS } from "../core/networks.js";

const SOON = 300;

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

// A page that comes back from the browser's memory is as good as new.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

const edited = document.querySelector("form[data-counts]");
if (edited) {
  edited.addEventListener("input", () => (edited.dataset.changed = "yes"), { once: true });
  window.addEventListener("beforeunload", (event) => {
    if (edited.dataset.changed && !edited.dataset.sent) event.preventDefault();
  });
  countCaptions(edited);
}

/** Count each caption by the client's own rule, which is the server's, while it is being written. */
function countCaptions(form) {
  const disclosure = form.elements[form.dataset.disclosure];
  const written = new Intl.NumberFormat(document.documentElement.lang);

  const count = (field) => {
    const { network } = field.dataset;
    const shown = document.getElementById(`${field.id}-count`);
    const text = [field.value.trim(), disclosure.value.trim()].filter(Boolean).join("\n\n");
    const used = length(network, text);
    const { limit } = NETWORKS[network];
    const words = limit ? shown.dataset.words : shown.dataset.limitless;
    shown.textContent = words.replace("{used}", written.format(used)).replace("{limit}", written.format(limit ?? 0));
    shown.classList.toggle("over", Boolean(limit) && used > limit);
  };

  const countAll = () => [...form.querySelectorAll("[data-network]")].filter((field) => field.value).forEach(count);

  let waiting = null;
  form.addEventListener("input", (event) => {
    if (event.target.dataset.network) count(event.target);
    if (event.target !== disclosure) return;
    clearTimeout(waiting);
    waiting = setTimeout(countAll, SOON);
  });
}
