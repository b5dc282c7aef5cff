// What is written to a share: one of the captions that are offered for the network, or own words.

import { button, h, icon } from "../core/dom.js";
import { left, length, NETWORKS } from "../core/networks.js";
import { t } from "../core/texts.js";
import { begun, keepBegun } from "./drafts.js";

// How much is left when a screen reader is told, and how long typing has to rest for that.
const NEARLY_FULL = 20;
const TYPING_RESTS = 1000;

/** The choice between captions and own words, with its counts and errors. */
export class Captions {
  constructor(view, content) {
    this.view = view;
    this.content = content;
    this.words = begun(content.content).words ?? "";
    this.element = h("fieldset", {});
  }

  /** Offer the captions of a network; own words stay. */
  offer(network) {
    this.network = network;
    const { texts, language } = captionsFor(this.content, network, this.view.person.language);
    this.offered = texts;
    this.language = language;
    const kept = begun(this.content.content);
    const isKept = kept.network === network && Number.isInteger(kept.caption) && kept.caption < texts.length;
    // One of them by lot, so that posts are not alike; own words once they have been written.
    if (isKept) this.choice = kept.caption;
    else this.choice = this.words || !texts.length ? "own" : Math.floor(Math.random() * texts.length);
    this.draw();
  }

  /** Return the chosen text, without the disclosure that every post gets. */
  text() {
    return this.choice === "own" ? this.words : this.offered[this.choice];
  }

  /** Return the text as it is posted. */
  whole() {
    return this.appended(this.text());
  }

  /** Return what is wrong with the text before anybody is asked, or null. */
  fault(network = this.network) {
    const text = this.text();
    if (!text.trim()) return this.offered.length ? t("share.empty") : null;
    const over = -left(network, this.appended(text));
    return over > 0 ? t("share.too_long", { n: over }) : null;
  }

  /** Say on the own words what is wrong with them; a ready caption that is refused is opened for editing. */
  mark(text) {
    if (this.choice !== "own") this.edit(this.text());
    this.own.classList.add("bad");
    this.error.replaceChildren(icon("bad"), h("span", {}, text));
    this.error.hidden = false;
    this.field.setAttribute("aria-invalid", "true");
    this.field.setAttribute("aria-describedby", "words-error words-count");
    document.title = t("frame.error_title", { title: t("frame.title", { screen: this.content.title }) });
    this.field.focus();
  }

  unmark() {
    this.own.classList.remove("bad");
    this.error.hidden = true;
    this.field.removeAttribute("aria-invalid");
    this.field.setAttribute("aria-describedby", "words-count");
    document.title = t("frame.title", { screen: this.content.title });
  }

  draw() {
    const foreign = this.language === document.documentElement.lang ? null : this.language;
    const isOther = this.offered.length && ![this.content.language, this.view.person.language].includes(this.language);
    this.element.replaceChildren(
      h("legend", { class: "lab" }, t("share.caption")),
      ...[
        !this.offered.length && h("p", { class: "hint" }, t("share.no_caption")),
        isOther && h("p", { class: "hint" }, t("share.caption_in_other", { language: languageName(this.language) })),
        this.offered.map((text, index) => this.caption(text, index, foreign)),
        this.ownOption(),
        this.ownWords(),
      ]
        .flat()
        .filter(Boolean),
    );
  }

  caption(text, index, lang) {
    return this.option(
      index,
      h("span", { class: "tx", lang }, text),
      this.content.disclosure && h("span", { class: "f m2", lang: this.disclosureLanguage() }, this.content.disclosure),
      h(
        "span",
        { class: "f row" },
        h("span", { class: `cnt ${this.isOver(text) ? "over" : ""}` }, this.count(text)),
        button(t("share.edit"), { class: "btn sec sm end", on: { click: () => this.edit(text) } }, icon("edit")),
      ),
    );
  }

  ownOption() {
    const points = this.view.programme.own_wording_points;
    return this.option(
      "own",
      h(
        "span",
        { class: "row" },
        h("span", { class: "b" }, t("share.own")),
        points > 0 && h("span", { class: "tag warn end" }, t("points.more", { n: points })),
      ),
    );
  }

  option(value, ...content) {
    const radio = h("input", {
      type: "radio",
      name: "caption",
      value,
      checked: this.choice === value,
      on: { change: () => this.choose(value) },
    });
    return h("label", { class: "cap" }, radio, content);
  }

  choose(value) {
    this.choice = value;
    this.own.hidden = value !== "own";
    if (value !== "own") this.unmark();
    keepBegun(this.content.content, { network: this.network, caption: value });
  }

  ownWords() {
    this.field = h("textarea", { class: "inp", id: "words", rows: 5, "aria-describedby": "words-count" });
    this.field.value = this.words;
    this.counted = h("p", { class: "cnt", id: "words-count" });
    this.error = h("p", { class: "err", id: "words-error", hidden: true });
    let typing;
    this.field.addEventListener("input", () => {
      this.words = this.field.value;
      keepBegun(this.content.content, { network: this.network, caption: "own", words: this.words });
      this.recount();
      clearTimeout(typing);
      typing = setTimeout(() => this.speakCount(), TYPING_RESTS);
    });
    this.own = h(
      "div",
      { class: "fld own", hidden: this.choice !== "own" },
      h("label", { for: "words" }, t("share.own_caption")),
      this.error,
      this.field,
      this.content.disclosure && h("p", { class: "m2", lang: this.disclosureLanguage() }, this.content.disclosure),
      h(
        "div",
        { class: "row" },
        this.counted,
        this.content.disclosure && h("p", { class: "cnt end" }, t("share.disclosure_included")),
      ),
    );
    this.recount();
    return this.own;
  }

  edit(text) {
    this.words = text;
    this.choice = "own";
    keepBegun(this.content.content, { network: this.network, caption: "own", words: text });
    this.draw();
    this.field.focus();
  }

  recount() {
    this.counted.textContent = this.count(this.words);
    this.counted.classList.toggle("over", this.isOver(this.words));
  }

  speakCount() {
    if (this.field.isConnected && left(this.network, this.appended(this.words)) <= NEARLY_FULL)
      this.view.announce(this.counted.textContent);
  }

  count(text) {
    const n = length(this.network, this.appended(text));
    const { limit } = NETWORKS[this.network];
    return limit === null ? t("share.count", { n }) : t("share.count_of", { n, limit });
  }

  isOver(text) {
    return left(this.network, this.appended(text)) < 0;
  }

  appended(text) {
    return [text.trim(), this.content.disclosure.trim()].filter(Boolean).join("\n\n");
  }

  disclosureLanguage() {
    return this.content.language === document.documentElement.lang ? null : this.content.language;
  }
}

/** Return the captions for a network: in the content's language, else in the person's, else in any. */
function captionsFor(content, network, language) {
  const offered = content.captions.filter((found) => found.network === network);
  const best =
    offered.find((found) => found.language === content.language) ??
    offered.find((found) => found.language === language) ??
    offered[0];
  return best ?? { texts: [], language: null };
}

function languageName(language) {
  return ["fi", "sv", "en"].includes(language) ? t(`language.in.${language}`) : language;
}
