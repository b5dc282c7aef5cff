// Keeps what is typed on a screen over a new sign-in, in this window alone, and puts it back once.

import { recalledHere, rememberHere } from "./local_storage.js";

const FIELDS = "input:not([type=hidden], [type=password], [type=file]), select, textarea";

const fields = () => [...document.querySelectorAll(`main :is(${FIELDS})`)];
const isTick = (field) => field.type === "radio" || field.type === "checkbox";

/** Tell whether somebody has written something on the screen. */
export function hasTyped() {
  return fields().some((field) => !isTick(field) && field.type !== "select-one" && field.value !== field.defaultValue);
}

/** Keep what this person has typed on this screen. */
export function keepTyped(person) {
  const typed = fields().map((field) => ({ at: address(field), value: field.value, ticked: isTick(field) ? field.checked : null }));
  rememberHere("typed", { person, path: location.pathname, typed: typed.filter(({ at }) => at) });
}

/** Put back what was kept for this person and screen; each field hears of it as if it had been typed again. */
export function putTypedBack(person) {
  const kept = recalledHere("typed");
  rememberHere("typed", null);
  if (kept?.person !== person || kept.path !== location.pathname) return;
  for (const { at, value, ticked } of kept.typed) {
    const field = document.querySelector(`main ${at}`);
    if (!field) continue;
    if (ticked === null ? field.value === value : field.checked === ticked) continue;
    if (ticked === null) field.value = value;
    else field.checked = ticked;
    if (ticked === null) field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Return a selector that finds a field again on the same screen; null where it has neither id nor name. */
function address(field) {
  if (field.id) return `#${CSS.escape(field.id)}`;
  if (!field.name) return null;
  return `[name="${CSS.escape(field.name)}"]${isTick(field) ? `[value="${CSS.escape(field.value)}"]` : ""}`;
}
