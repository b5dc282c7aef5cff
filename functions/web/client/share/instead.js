// What is to be shared instead of a content that was recalled.

import { readContent } from "../core/api.js";
import { h } from "../core/dom.js";
import { Problem } from "../core/http.js";
import { t } from "../core/texts.js";

/** Return the content that the refusal of a recalled one names, or null. */
export async function replacementOf(problem) {
  if (!problem.see) return null;
  try {
    return await readContent(decodeURIComponent(problem.see.split("/").at(-1)));
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/** Lead to what is to be shared instead. */
export function insteadLink(content) {
  const link = h("a", { href: `/share/${content.content}`, lang: content.language }, content.title);
  return h("p", {}, t("share.instead"), " ", link);
}
