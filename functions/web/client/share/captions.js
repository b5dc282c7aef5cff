// The text of a share: one of the captions that are offered for the network, or own words.

import { button, h, icon } from "../core/dom.js";
import { leftOn, lengthOn } from "../core/networks.js";
import { hasText, t } from "../core/texts.js";
import { readDraft, saveDraft } from "./drafts.js";
import { judge } from "./wording.js";

// How many characters are left when a screen reader says the count, and how long typing has to pause for that (ms).
const NEARLY_FULL = 20;
const TYPING_RESTS = 1000;

/** The choice between captions and own words, with its counts and errors. */
export class Captions {
  /** `chosen` is called with the key of each ready caption that is chosen, and with null for own words. */
  constructor(view, content, chosen) {
    this.view = view;
    this.content = content;
    this.chosen = chosen;
    this.words = readDraft(content.content).words ?? "";
    this.element = h("fieldset", {});
  }

  /** Offer the captions of a network, that of the key `wanted` first; own words stay. `earns`: sharing may bring points. */
  offer(network, { wanted = null, earns = true } = {}) {
    this.network = network;
    this.points = earns ? this.view.programme.own_wording_points : 0;
    const { texts, keys, language } = captionsFor(this.content, network, this.view.person.language);
    this.offered = texts;
    this.keys = keys;
    this.language = language;
    const kept = readDraft(this.content.content);
    const isKept = kept.network === network && Number.isInteger(kept.caption) && kept.caption < texts.length;
    // A random caption, so that posts differ; own words once they have been written.
    if (keys.includes(wanted)) this.choice = keys.indexOf(wanted);
    else if (isKept) this.choice = kept.caption;
    else this.choice = this.words || !texts.length ? "own" : Math.floor(Math.random() * texts.length);
    this.draw();
  }

  /** Return the chosen text, without the disclosure that every post gets. */
  text() {
    return this.choice === "own" ? this.words : this.offered[this.choice];
  }

  /** Return what keeps own words from bringing points ({ name, n }), or null; of a ready caption there is nothing to say. */
  whatIsMissing() {
    if (this.choice !== "own" || !this.points || !this.words.trim()) return null;
    return missingIn(this.words, this.offered);
  }

  /** Return the text as it is posted, with the disclosure. */
  fullText() {
    return this.appended(this.text());
  }

  /** Return the error text of what is chosen, or null; it asks no server. */
  findError(network = this.network) {
    const text = this.text();
    if (!text.trim()) return this.offered.length ? t("share.empty") : null;
    const over = -this.left(text, network);
    return over > 0 ? t("share.too_long", { n: over }) : null;
  }

  /** Show an error at the own words; a ready caption that was refused is opened for editing. */
  showError(text) {
    if (this.choice !== "own") this.edit(this.text());
    this.own.classList.add("bad");
    this.error.replaceChildren(icon("bad"), h("span", {}, text));
    this.error.hidden = false;
    this.field.setAttribute("aria-invalid", "true");
    this.field.setAttribute("aria-describedby", "words-error words-count words-own");
    document.title = t("frame.error_title", { title: t("frame.title", { screen: this.content.title }) });
    this.field.focus();
  }

  hideError() {
    this.own.classList.remove("bad");
    this.error.hidden = true;
    this.field.removeAttribute("aria-invalid");
    this.field.setAttribute("aria-describedby", "words-count words-own");
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
    const { points } = this;
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
    if (value !== "own") this.hideError();
    this.chosen(this.keys[value] ?? null);
    saveDraft(this.content.content, { network: this.network, caption: value });
  }

  ownWords() {
    this.field = h("textarea", { class: "inp", id: "words", rows: 5, "aria-describedby": "words-count words-own" });
    this.field.value = this.words;
    this.counted = h("p", { class: "cnt", id: "words-count" });
    this.error = h("p", { class: "err", id: "words-error", hidden: true });
    this.wording = h("p", { class: "hint", id: "words-own" });
    let typing;
    this.field.addEventListener("input", () => {
      this.words = this.field.value;
      saveDraft(this.content.content, { network: this.network, caption: "own", words: this.words });
      this.recount();
      clearTimeout(typing);
      typing = setTimeout(() => this.speak(), TYPING_RESTS);
    });
    this.own = h(
      "div",
      { class: "fld own", hidden: this.choice !== "own" },
      h("label", { for: "words" }, t("share.own_caption")),
      this.error,
      this.field,
      this.content.disclosure && h("p", { class: "m2", lang: this.disclosureLanguage() }, this.content.disclosure),
      this.wording,
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
    this.chosen(null);
    saveDraft(this.content.content, { network: this.network, caption: "own", words: text });
    this.draw();
    this.field.focus();
  }

  recount() {
    this.counted.textContent = this.count(this.words);
    this.counted.classList.toggle("over", this.isOver(this.words));
    const { points } = this;
    const { name, n } = missingIn(this.words, this.offered) ?? { name: "enough" };
    this.isOwn = name === "enough";
    this.wording.hidden = !points;
    this.wording.textContent = t(`share.own.${name}`, { n, points });
  }

  /** Let a screen reader say how much is left where that is little, and once that the words are one's own. */
  speak() {
    if (!this.field.isConnected) return;
    const isNews = this.isOwn && !this.wasOwn && this.points > 0;
    this.wasOwn = this.isOwn;
    const isNearlyFull = this.left(this.words) <= NEARLY_FULL;
    const said = [isNearlyFull && this.counted.textContent, isNews && this.wording.textContent].filter(Boolean);
    if (said.length) this.view.announce(said.join(". "));
  }

  count(text) {
    const network = this.view.networks.get(this.network);
    const n = lengthOn(network, this.appended(text));
    const { limit } = network;
    return limit === null ? t("share.count", { n }) : t("share.count_of", { n, limit });
  }

  isOver(text) {
    return this.left(text) < 0;
  }

  left(text, network = this.network) {
    return leftOn(this.view.networks.get(network), this.appended(text));
  }

  appended(text) {
    return [text.trim(), this.content.disclosure.trim()].filter(Boolean).join("\n\n");
  }

  disclosureLanguage() {
    return this.content.language === document.documentElement.lang ? null : this.content.language;
  }
}

/** Return what keeps a text from being somebody's own ({ name, n }), or null. */
function missingIn(text, captions) {
  const { missing, isMixed, isAlike } = judge(text, captions);
  if (missing) return { name: "missing", n: missing };
  if (isMixed) return { name: "mixed" };
  return isAlike ? { name: "alike" } : null;
}

/** Return the captions for a network: in the content's language, else in the person's, else in any. */
function captionsFor(content, network, language) {
  const offered = content.captions.filter((found) => found.network === network);
  const best =
    offered.find((found) => found.language === content.language) ??
    offered.find((found) => found.language === language) ??
    offered[0];
  return best ?? { texts: [], keys: [], language: null };
}

function languageName(language) {
  return hasText(`language.in.${language}`) ? t(`language.in.${language}`) : language;
}
