// Share: from reading to posting in one tap. What follows the tap is in after_sharing.js.

import { inWords } from "../core/announce.js";
import { get, Problem } from "../core/api.js";
import { copied, copiedLater } from "../core/clipboard.js";
import { button, h, icon, notice, working } from "../core/dom.js";
import { saw } from "../core/impressions.js";
import { recalled, remember } from "../core/local_storage.js";
import { inOrder, NETWORKS } from "../core/networks.js";
import { SignedOut } from "../core/session.js";
import { day, t } from "../core/texts.js";
import { facts, picture } from "../offer/cards.js";
import { Captions } from "./captions.js";
import { begun, keepBegun, keepOpened, opened, pasted } from "./drafts.js";
import { networkPicker, serverQuestion } from "./network_picker.js";
import { objection } from "./objection.js";
import { otherWays } from "./other_ways.js";
import { afterSharing } from "./question.js";

const MOST_REMEMBERED = 500;

/** Draw the content's page, or, with `?share=` in the address, the question about that share. */
export async function share(view) {
  const code = view.url.searchParams.get("share");
  if (code) return afterSharing(view, view.match[1], code);
  const wanted = view.match[1];
  try {
    const [content, { shares, today }] = await Promise.all([
      get(`/contents/${encodeURIComponent(wanted)}`),
      get("/shares"),
    ]);
    remember("opened", [...new Set([content.content, ...recalled("opened", [])])].slice(0, MOST_REMEMBERED));
    saw(content.content);
    return new SharePage(view, content, shares, today).element;
  } catch (error) {
    if (!(error instanceof Problem && error.code === "recalled")) throw error;
    return over(t("share.recalled"));
  }
}

class SharePage {
  constructor(view, content, shares, today) {
    this.view = view;
    this.content = content;
    this.today = today;
    this.shares = shares.filter((one) => one.content === content.content);
    this.networks = inOrder(shares);
    this.captions = new Captions(view, content);
    this.trouble = h("div", { role: "alert" });
    this.known = h("div", {});
    this.send = button("", { class: "btn big", type: "submit" });
    this.hint = h("p", {});
    const wanted = [view.url.searchParams.get("network"), begun(content.content).network];
    this.network = wanted.find((network) => this.networks.includes(network)) ?? this.networks[0];
    this.element = h("div", { class: "split" }, article(view, content), this.form(), objection(content));
    this.choose(this.network);
  }

  form() {
    return h(
      "form",
      { class: "side stack", novalidate: true, on: { submit: (event) => this.submitted(event) } },
      h("h2", { class: "wide-only" }, t("share.forward")),
      this.trouble,
      networkPicker(this.networks, this.network, (network) => {
        keepBegun(this.content.content, { network });
        this.choose(network);
      }),
      this.known,
      this.captions.element,
      h("div", { class: "act" }, h("div", {}, this.send, this.hint)),
      otherWays(this),
    );
  }

  /** Change the network: captions are swapped, own words stay. */
  choose(network) {
    this.network = network;
    this.captions.offer(network);
    this.trouble.replaceChildren();
    this.known.replaceChildren(...this.whatIsKnown());
    this.send.querySelector(".tx").textContent = t(`share.button.${network}`);
    this.hint.textContent = t(`share.hint.${network}`);
  }

  /** Say before the tap where it will bring no points. */
  whatIsKnown() {
    if (this.shares.some((one) => one.network === this.network && one.state === "confirmed"))
      return [notice("ok", "done", h("p", {}, t(`shared_already.${this.network}`)))];
    if (this.today && this.today.shares >= this.today.most_shares)
      return [notice("", "info", h("p", {}, t("share.daily_full", { n: this.today.most_shares })))];
    return [];
  }

  /** The tap: copy, open an empty window, store the share, and send the window to the network. */
  async submitted(event) {
    event.preventDefault();
    if (this.send.getAttribute("aria-busy") || !this.isReady()) return;
    const { network } = this;
    const { opens } = NETWORKS[network];
    const isCopied = opens === "copy" ? null : copied(this.captions.whole());
    const window_ = opens === "window" ? window.open("", "_blank") : null;
    if (window_) window_.opener = null;
    await this.told(
      working(this.send, t("frame.sending"), async () => {
        const answer = opened(this.content.content, network, this.captions.text());
        const later = opens === "copy" ? copiedLater(answer.then(pasted)) : null;
        const share = await answer;
        if (window_) window_.location.replace(share.share_address);
        else if (opens === "mail") location.assign(share.share_address);
        await this.ask(share, later ? await later : isCopied, { isBlocked: opens === "window" && !window_ });
      }),
      window_,
    );
  }

  /** Say what is missing before anything is opened or stored; guidelines and a Mastodon server are asked for. */
  isReady() {
    const fault = this.captions.fault();
    if (fault) this.captions.mark(fault);
    else if (this.view.person.guidelines_accepted < this.view.programme.guidelines) this.showGuidelines();
    else if (this.network === "mastodon" && !this.view.person.mastodon_server) this.askServer();
    else return true;
    return false;
  }

  /** Go on to the question whether it was posted; the text waits there to be copied where it could not be. */
  async ask(share, isCopied, { isBlocked = false } = {}) {
    keepOpened(share, { title: this.content.title, isCopied, isBlocked });
    await this.view.go(`/share/${share.content}?share=${share.code}`);
    if (isCopied) this.view.say(t(share.text ? "share.copied" : "share.link_copied"), "copy");
  }

  /** Wait for a deed; if it failed, close the empty window and say on the page what is to be done. */
  async told(deed, window_) {
    try {
      return await deed;
    } catch (error) {
      window_?.close();
      this.refused(error);
      return null;
    }
  }

  refused(error) {
    const { code, field, value, limit } = error instanceof Problem ? error : {};
    if (code === "guidelines_first") this.showGuidelines();
    else if (code === "not_on_offer" || code === "recalled_meanwhile") this.close(inWords(error));
    else if (code === "server_needed") this.askServer();
    else if (field === "words" && typeof value === "number") this.captions.mark(t("share.too_long", { n: value - limit }));
    else if (field === "words" && typeof value === "string") this.captions.mark(t("share.blocked_word", { word: value }));
    // That the session is over is told above every screen, with the way back.
    else if (!(error instanceof SignedOut)) this.say(inWords(error));
  }

  showGuidelines() {
    this.view.go(`/guidelines?to=/share/${this.content.content}`);
  }

  askServer() {
    const question = serverQuestion(
      (deed) => this.told(deed),
      (server) => {
        this.view.person.mastodon_server = server;
        this.trouble.replaceChildren(notice("ok", "done", h("p", {}, t("server.saved"))));
        this.send.focus();
      },
    );
    this.trouble.replaceChildren(question);
    question.querySelector("input").focus();
  }

  /** The content went off the offer while the page stood open: nothing here can be done any more. */
  close(text) {
    this.view.redraw(over(text));
  }

  say(text) {
    this.trouble.replaceChildren(notice("bad", "bad", h("p", {}, text)));
    this.trouble.scrollIntoView({ block: "center" });
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
        h("h1", { class: "t", lang: foreign }, content.title),
        content.summary && h("p", { class: "wide-only", lang: foreign }, content.summary),
        h(
          "a",
          { class: "lnk", href: content.address, target: "_blank", rel: "noopener" },
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
    content.expiry && h("p", { class: "s m2" }, t("share.until", { day: day(localDate(content.expiry)) })),
  );
}

/** Return the day of a moment on this device's clock, as 2026-12-31. */
function localDate(moment) {
  return new Date(moment).toLocaleDateString("sv-SE");
}

function over(text) {
  return h(
    "div",
    { class: "stack" },
    h("h1", { class: "t" }, t("share.over_title")),
    notice("bad", "bad", h("p", {}, text)),
    h("p", {}, h("a", { class: "lnk", href: "/" }, t("thanks.more"))),
  );
}
