// Saves what is typed on a screen over a new sign-in, in this tab alone, and restores it once.

import { readForTab, writeForTab } from "./local_storage.js";

const FIELDS = "input:not([type=hidden], [type=password], [type=file]), select, textarea";

const fields = () => [...document.querySelectorAll(`main :is(${FIELDS})`)];
const isTick = (field) => field.type === "radio" || field.type === "checkbox";

/** Return whether somebody has written something on the screen. */
export function hasUnsavedInput() {
  return fields().some((field) => !isTick(field) && field.type !== "select-one" && field.value !== field.defaultValue);
}

/** Save what this person has typed on this screen. */
export function saveForm(person) {
  const values = fields().map((field) => ({
    selector: selectorOf(field),
    value: field.value,
    ticked: isTick(field) ? field.checked : null,
  }));
  writeForTab("form", { person, path: location.pathname, values: values.filter(({ selector }) => selector) });
}

/**
 * Restore what was saved for this person and screen, and forget it. To be called in the same task that draws the screen:
 * before anybody can type into it. Each field gets the events of an input, so that the screen follows.
 */
export function restoreForm(person) {
  const saved = readForTab("form");
  writeForTab("form", null);
  if (saved?.person !== person || saved.path !== location.pathname) return;
  for (const { selector, value, ticked } of saved.values) {
    const field = document.querySelector(`main ${selector}`);
    if (!field) continue;
    if (ticked === null ? field.value === value : field.checked === ticked) continue;
    if (ticked === null) field.value = value;
    else field.checked = ticked;
    if (ticked === null) field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Return a selector that finds a field again on the same screen; null where it has neither id nor name. */
function selectorOf(field) {
  if (field.id) return `#${CSS.escape(field.id)}`;
  if (!field.name) return null;
  return `[name="${CSS.escape(field.name)}"]${isTick(field) ? `[value="${CSS.escape(field.value)}"]` : ""}`;
}
