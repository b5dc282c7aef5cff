// The share page: from reading to posting in one tap. What follows the tap is in question.js.

import { errorText } from "../core/announce.js";
import { openShare, readContent, readShares, serverOf } from "../core/api.js";
import { copyNow, copyWhenReady } from "../core/clipboard.js";
import { button, h, icon, notice, whileBusy } from "../core/dom.js";
import { Problem } from "../core/http.js";
import { hyphenated } from "../core/hyphens.js";
import { markSeen } from "../core/impressions.js";
import { readLocal, writeLocal } from "../core/local_storage.js";
import { inOrder, usedAndFree } from "../core/networks.js";
import { SignedOut } from "../core/session.js";
import { day, t } from "../core/texts.js";
import { facts, picture } from "../offer/cards.js";
import { Captions } from "./captions.js";
import { readDraft, saveDraft, saveOpened, textToPaste } from "./drafts.js";
import { networkPicker, serverQuestion } from "./network_picker.js";
import { insteadLink, replacementOf } from "./instead.js";
import { objection } from "./objection.js";
import { dropAnswer } from "./offline_queue.js";
import { otherWays } from "./other_ways.js";
import { Preview } from "./preview.js";
import { afterSharing } from "./question.js";

const MOST_REMEMBERED = 500;

/** Draw the content's page, or, with `?share=` in the address, the question about that share. */
export async function share(view) {
  const code = view.url.searchParams.get("share");
  if (code) return afterSharing(view, view.match[1], code);
  const wanted = view.match[1];
  try {
    const [content, { items: shares, today }] = await Promise.all([readContent(wanted), readShares()]);
    writeLocal("opened", [...new Set([content.content, ...readLocal("opened", [])])].slice(0, MOST_REMEMBERED));
    markSeen(content.content);
    return new SharePage(view, content, shares, today).element;
  } catch (error) {
    if (!(error instanceof Problem && error.code === "recalled")) throw error;
    return overScreen(t("share.recalled"), await replacementOf(error));
  }
}

class SharePage {
  constructor(view, content, shares, today) {
    this.view = view;
    this.content = content;
    this.today = today;
    this.shares = shares.filter((one) => one.content === content.content);
    this.networks = inOrder(view.networks, shares);
    this.captions = new Captions(view, content, (caption) => this.remember({ caption }));
    this.preview = new Preview(content, () => this.captions.fullText());
    this.alert = h("div", { role: "alert" });
    this.warnings = h("div", {});
    this.send = button("", { class: "btn big", type: "submit" });
    this.hint = h("p", {});
    const { used, free } = usedAndFree(view.networks, content, shares);
    this.used = used;
    const wanted = [view.url.searchParams.get("network"), readDraft(content.content).network, free[0], this.networks[0]];
    this.network = wanted.find((network) => this.networks.includes(network));
    this.element = h("div", { class: "split" }, article(view, content), this.form(), objection(content));
    this.choose(this.network, view.url.searchParams.get("caption"));
  }

  form() {
    return h(
      "form",
      {
        class: "side stack",
        novalidate: true,
        on: {
          submit: (event) => this.submit(event),
          input: () => this.preview.draw(),
          change: () => this.preview.draw(),
        },
      },
      h("h2", { class: "wide-only" }, t("share.forward")),
      networkPicker(this.view, this.networks, this.network, this.used, (network) => {
        saveDraft(this.content.content, { network });
        this.remember({ network, caption: null });
        this.choose(network);
      }),
      this.warnings,
      this.captions.element,
      this.preview.element,
      this.alert,
      h("div", { class: "act" }, h("div", {}, this.send, this.hint)),
      otherWays(this),
    );
  }

  /** Change the network: captions are swapped, own words stay. */
  choose(network, caption = null) {
    this.network = network;
    const warnings = this.findWarnings();
    this.captions.offer(network, { wanted: caption, earns: !warnings.length });
    this.preview.show(this.view.networks.get(network));
    this.alert.replaceChildren();
    this.warnings.replaceChildren(...warnings);
    this.send.querySelector(".tx").textContent = t(`share.button.${network}`);
    this.hint.textContent = t(`share.hint.${network}`);
  }

  /** Keep in the address what has been chosen, so that a reload and the way back find it; null takes it out. */
  remember(chosen) {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries({ network: this.network, ...chosen })) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    this.view.replaceAddress(url);
  }

  /** Return notices that sharing here will bring no points. */
  findWarnings() {
    if (this.used.has(this.network))
      return [notice("ok", "done", h("p", {}, t(`shared_already.${this.network}`)))];
    if (this.today && this.today.shares >= this.today.most_shares)
      return [notice("", "info", h("p", {}, t("share.daily_full", { n: this.today.most_shares })))];
    return [];
  }

  /** Copy the text, open an empty window, store the share, and send the window to the network: all within the tap. */
  async submit(event) {
    event.preventDefault();
    if (this.send.getAttribute("aria-busy") || !this.isReady()) return;
    const { network } = this;
    const { opens } = this.view.networks.get(network);
    const isCopied = opens === "copy" ? null : copyNow(this.captions.fullText());
    const window_ = opens === "window" ? window.open("", "_blank") : null;
    if (window_) window_.opener = null;
    await this.handleErrors(
      whileBusy(this.send, t("frame.sending"), async () => {
        const answer = this.open(network, this.captions.text().trim());
        const later = opens === "copy" ? copyWhenReady(answer.then(textToPaste)) : null;
        const share = await answer;
        if (window_) window_.location.replace(share.dialog_url);
        else if (opens === "mail") location.assign(share.dialog_url);
        await this.goToQuestion(share, later ? await later : isCopied, { isBlocked: opens === "window" && !window_ });
      }),
      window_,
    );
  }

  /** Open a share; it takes back that it was not posted. */
  async open(network, words) {
    const share = await openShare(this.content.content, network, words);
    dropAnswer(share.code);
    return share;
  }

  /** Return whether everything is there to share; else show what is missing, or ask for it. */
  isReady() {
    const error = this.captions.findError();
    if (error) this.captions.showError(error);
    else if (this.view.person.guidelines_accepted < this.view.programme.guidelines) this.showGuidelines();
    else if (this.needsServer()) this.askServer();
    else return true;
    return false;
  }

  /** Return whether the network is on a server that this person has not named yet. */
  needsServer() {
    const { person, networks } = this.view;
    return networks.get(this.network).own_server && !serverOf(person, this.network);
  }

  /** Go on to the question whether it was posted; there the text can be copied by hand where it was not copied. */
  async goToQuestion(share, isCopied, { isBlocked = false } = {}) {
    const missing = share.own_wording ? null : this.captions.whatIsMissing();
    saveOpened(share, { title: this.content.title, isCopied, isBlocked, missing });
    await this.view.go(`/share/${share.content}?share=${share.code}`);
    if (isCopied) this.view.showToast(t(share.text ? "share.copied" : "share.link_copied"), "copy");
  }

  /** Wait for an action; if it failed, close the empty window and show the error on the page. */
  async handleErrors(action, window_) {
    try {
      return await action;
    } catch (error) {
      window_?.close();
      this.showRefusal(error);
      return null;
    }
  }

  showRefusal(error) {
    const { code, field, value, limit } = error instanceof Problem ? error : {};
    if (code === "guidelines_first") this.showGuidelines();
    else if (code === "not_on_offer" || code === "recalled_meanwhile") this.showOver(errorText(error));
    else if (code === "server_needed") this.askServer();
    else if (field === "words" && typeof value === "number") this.captions.showError(t("share.too_long", { n: value - limit }));
    else if (field === "words" && typeof value === "string") this.captions.showError(t("share.blocked_word", { word: value }));
    // A banner says that the session is over.
    else if (!(error instanceof SignedOut)) this.showError(errorText(error));
  }

  showGuidelines() {
    this.view.go(`/guidelines?to=${encodeURIComponent(location.pathname + location.search)}`);
  }

  askServer() {
    const question = serverQuestion(
      this.network,
      (action) => this.handleErrors(action),
      (changed) => {
        Object.assign(this.view.person, changed);
        this.alert.replaceChildren(notice("ok", "done", h("p", {}, t("server.saved"))));
        this.alert.scrollIntoView({ block: "center" });
        this.send.focus({ preventScroll: true });
      },
    );
    this.alert.replaceChildren(question);
    question.querySelector("input").focus();
  }

  /** Show that the content is not on offer any more. */
  showOver(text) {
    this.view.redraw(overScreen(text));
  }

  showError(text) {
    this.alert.replaceChildren(notice("bad", "bad", h("p", {}, text)));
    this.alert.scrollIntoView({ block: "center" });
  }
}

function article(view, content) {
  const foreign = content.language === document.documentElement.lang ? null : content.language;
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "hd" },
      h(
        "div",
        {},
        h("p", { class: "s m2" }, facts(content, view)),
        h("h1", { class: "t", lang: foreign }, hyphenated(content.title, content.language)),
        content.summary && h("p", { class: "summary", lang: foreign }, content.summary),
        h(
          "a",
          { class: "lnk", href: content.url, target: "_blank", rel: "noopener" },
          t("share.read"),
          icon("outside"),
          h("span", { class: "vh" }, t("frame.new_window")),
        ),
      ),
      picture(content, { lazy: false }),
    ),
    content.why &&
      h(
        "div",
        { class: "why" },
        h("h2", { class: "vh" }, t("share.why")),
        h("p", { lang: foreign }, t("share.quote", { text: content.why })),
        h("p", { class: "s m2" }, content.chosen_by),
      ),
    content.expires_at && h("p", { class: "s m2" }, t("share.until", { day: day(localDate(content.expires_at)) })),
  );
}

/** Return the day of a moment on this device's clock, as 2026-12-31. */
function localDate(moment) {
  return new Date(moment).toLocaleDateString("sv-SE");
}

function overScreen(text, instead = null) {
  return h(
    "div",
    { class: "stack" },
    h("h1", { class: "t" }, t("share.over_title")),
    notice("bad", "bad", h("p", {}, text)),
    instead && insteadLink(instead),
    h("p", {}, h("a", { class: "lnk", href: "/" }, t("thanks.more"))),
  );
}
