// Copying within the tap that asked for it.

/** Copy a text at once and return whether it worked. Call it before a window opens, which takes the focus away. */
export function copyNow(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "vh";
  field.setAttribute("aria-hidden", "true");
  field.setAttribute("readonly", "");
  const before = document.activeElement;
  document.body.append(field);
  field.select();
  // Deprecated, and the only synchronous way: the newer one is refused once another window has the focus.
  const worked = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  return worked;
}

/** Copy a text that is still being read, and return whether it worked. */
export async function copyWhenReady(promised) {
  try {
    if (typeof ClipboardItem === "function") {
      const blob = promised.then((text) => new Blob([text], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    } else {
      await navigator.clipboard.writeText(await promised);
    }
    return true;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return copyNow(await promised);
    throw error;
  }
}
