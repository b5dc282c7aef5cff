// Other ways to pass a content on: the phone's own menu, a copied link, a QR code, or later.

import { declineShare } from "../core/api.js";
import { COPIED_LINK } from "../core/networks.js";
import { copyWhenReady } from "../core/clipboard.js";
import { actionRow, button, foldRow, h, svg, whileBusy } from "../core/dom.js";
import { Offline } from "../core/session.js";
import { moment, t } from "../core/texts.js";
import { confirmAndThank } from "./confirming.js";
import { queueAnswer } from "./offline_queue.js";
import { reminder } from "./reminder.js";

/** Draw the ways for a share page. */
export function otherWays(page) {
  const ways = new OtherWays(page);
  const postponed = page.shares.find((share) => share.remind_at && new Date(share.remind_at) > new Date());
  const later = postponed ? t("offer.reminder", { moment: moment(new Date(postponed.remind_at)) }) : t("share.later_more");
  return h(
    "section",
    { class: "stack-s" },
    h("h2", { class: "f-m" }, t("share.other_ways")),
    h(
      "ul",
      { class: "card flush list" },
      navigator.share && actionRow("phone", t("share.phone"), t("share.phone_more"), () => ways.shareByPhone()),
      actionRow("copy", t("share.copy_link"), t("share.copy_link_more"), () => ways.copyLink()),
      foldRow("qr", t("share.qr"), t("share.qr_more"), () => ways.showCode()),
      foldRow("clock", t("share.later"), later, () => reminder(() => ways.codeToRemind(postponed), postponed?.remind_at)),
    ),
  );
}

/** All ways together are one share, of the network COPIED_LINK. */
class OtherWays {
  constructor(page) {
    this.page = page;
    this.ready = null;
  }

  /** Open the phone's menu within the tap; where storing the share took too long for that, the next tap opens it. */
  async shareByPhone() {
    const { page } = this;
    if (!this.isAllowed()) return;
    const error = page.captions.findError(COPIED_LINK);
    if (error) {
      page.captions.showError(error);
      return;
    }
    const words = page.captions.text();
    await page.handleErrors(
      (async () => {
        if (this.ready?.words !== words) this.ready = { words, share: await this.open(words) };
        const { share } = this.ready;
        try {
          await navigator.share({ text: share.text, url: share.link_url });
        } catch (error) {
          if (error.name === "AbortError") await this.takeBack(share);
          else if (error.name === "NotAllowedError") page.view.showToast(t("share.phone_again"), "phone");
          else throw error;
          return;
        }
        await page.goToQuestion(share, true);
      })(),
    );
  }

  /** The menu was closed without choosing: the share is not asked about, unless it waited for its answer before. */
  async takeBack({ code }) {
    this.ready = null;
    if (this.page.shares.some((share) => share.code === code)) return;
    try {
      await declineShare(code);
    } catch (error) {
      if (!(error instanceof Offline)) throw error;
      queueAnswer(code, "decline");
    }
  }

  async copyLink() {
    if (!this.isAllowed()) return;
    const answer = this.open();
    await this.page.handleErrors(
      (async () => {
        const isCopied = await copyWhenReady(answer.then(({ link_url: url }) => url));
        await this.page.goToQuestion({ ...(await answer), text: "" }, isCopied);
      })(),
    );
  }

  async showCode() {
    if (!this.isAllowed()) return null;
    const share = await this.page.handleErrors(this.open());
    if (!share) return null;
    const { view, content } = this.page;
    const shown = button(t("share.qr_shown"), { class: "btn sec" });
    const confirm = () => this.page.handleErrors(confirmAndThank(view, share, content));
    shown.addEventListener("click", () => whileBusy(shown, t("frame.sending"), confirm));
    return h(
      "div",
      { class: "stack-s" },
      h("p", {}, t("share.qr_use")),
      qrCode(share.qr, t("share.qr_label", { link: share.link_url })),
      h("p", { class: "s m2" }, share.link_url),
      h("p", {}, shown),
    );
  }

  /** Open the share of the chosen network, which the reminder's mail leads back to. */
  async codeToRemind(postponed) {
    if (postponed) return postponed.code;
    const { page } = this;
    if (!this.isAllowed()) return null;
    if (page.needsServer()) {
      page.askServer();
      return null;
    }
    const text = page.captions.findError() ? null : page.captions.text().trim();
    return (await page.handleErrors(page.open(page.network, text)))?.code ?? null;
  }

  isAllowed() {
    const { view } = this.page;
    const isAllowed = view.person.guidelines_accepted >= view.programme.guidelines;
    if (!isAllowed) this.page.showGuidelines();
    return isAllowed;
  }

  open(words = null) {
    return this.page.open(COPIED_LINK, words?.trim());
  }
}

// What the standard wants left empty around the modules (ISO/IEC 18004).
const QUIET = 4;

/** Draw a QR code from its rows of modules; each row is a string of 1 (dark) and 0 (light). It is black on white in every colour scheme. */
function qrCode(rows, label) {
  const size = rows.length + 2 * QUIET;
  const dark = rows
    .flatMap((row, y) => [...row.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index + QUIET} ${y + QUIET}h${run.length}v1h-${run.length}z`))
    .join("");
  return svg(
    "svg",
    { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("path", { d: `M0 0h${size}v${size}h-${size}z`, fill: "#fff" }),
    svg("path", { d: dark, fill: "#000" }),
  );
}
