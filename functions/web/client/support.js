// Where people write who are stuck or have met a barrier: the deployment says so in the page.

import { h } from "./elements.js";

/** Make a link to write there; without words of its own it shows the address. */
export function supportLink(text) {
  const { content } = document.querySelector("meta[name=support]");
  return h("a", { class: text ? "lnk" : null, href: `mailto:${content}` }, text ?? content);
}
