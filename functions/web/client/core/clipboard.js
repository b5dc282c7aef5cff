// Copying, within the tap that asked for it.

/** Copy a text at once and tell whether it worked. Call it before a window opens, which takes the focus away. */
export function copied(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "vh";
  field.setAttribute("aria-hidden", "true");
  field.setAttribute("readonly", "");
  const before = document.activeElement;
  document.body.append(field);
  field.select();
  // Old, and the only way that is done when it returns: the newer one refuses once another window has the focus.
  const worked = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  return worked;
}

/** Copy a text that is still on its way, and tell whether it worked. */
export async function copiedLater(promised) {
  try {
    if (typeof ClipboardItem === "function") {
      const blob = promised.then((text) => new Blob([text], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    } else {
      await navigator.clipboard.writeText(await promised);
    }
    return true;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return copied(await promised);
    throw error;
  }
}
