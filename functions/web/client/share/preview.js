// How a post will look on its network: the text as far as the network shows it, and the card that it makes of the link.
// It is drawn from what the network is known to do; where it folds a text differs a little between devices.

import { h } from "../core/dom.js";
import { t } from "../core/texts.js";

/** The preview of a share page, folded until it is wanted; `text` returns the text as it will be posted. */
export class Preview {
  constructor(content, text) {
    this.content = content;
    this.text = text;
    this.post = h("div", { class: "linked stack-s" });
    this.summary = h("summary", { class: "lnk" });
    this.element = h("details", { class: "preview", on: { toggle: () => this.draw() } }, this.summary, this.post);
  }

  /** Show another network. */
  show(network) {
    this.network = network;
    this.summary.textContent = t(`preview.title.${network.network}`);
    this.draw();
  }

  /** Draw the post anew, where anybody sees it. */
  draw() {
    if (!this.element.open) return;
    const { content, network } = this;
    const { shown, isFolded } = folded(this.text().trim(), network.folds_after);
    this.post.replaceChildren(
      ...[
        shown && h("p", { class: "pre" }, shown, isFolded && h("span", { class: "m2" }, `… ${t("preview.more")}`)),
        network.counts_link && h("p", { class: "m2" }, t("preview.link")),
        network.shows_card && card(content),
        isFolded && h("p", { class: "s m2" }, t("preview.folds", { n: network.folds_after })),
      ].filter(Boolean),
    );
  }
}

/** Return what a network shows of a text before it is unfolded: whole words, as far as they go. */
function folded(text, most) {
  const signs = [...text];
  if (!most || signs.length <= most) return { shown: text, isFolded: false };
  return { shown: signs.slice(0, most).join("").replace(/\s+\S*$/, ""), isFolded: true };
}

function card(content) {
  const isCopied = content.picture_url?.startsWith("/picture/");
  return h(
    "div",
    { class: "card flush" },
    isCopied && h("img", { src: content.picture_url, alt: "", loading: "lazy" }),
    h(
      "div",
      { class: "in" },
      h("p", { class: "b", lang: content.language === document.documentElement.lang ? null : content.language }, content.title),
      h("p", { class: "s m2" }, new URL(content.url).hostname.replace(/^www\./, "")),
    ),
  );
}
