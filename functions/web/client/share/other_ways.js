// Other ways to pass a content on: the phone's own menu, a copied link, a QR code, or later.

import { copiedLater } from "../core/clipboard.js";
import { deedRow, foldRow, h, svg } from "../core/dom.js";
import { moment, t } from "../core/texts.js";
import { decline, opened } from "./drafts.js";
import { reminder } from "./reminder.js";

/** Draw the ways for a share page. */
export function otherWays(page) {
  const ways = new OtherWays(page);
  const put = page.shares.find((share) => share.remind_at && new Date(share.remind_at) > new Date());
  const later = put ? t("offer.reminder", { moment: moment(new Date(put.remind_at)) }) : t("share.later_more");
  return h(
    "section",
    { class: "stack-s" },
    h("h2", { class: "f-m" }, t("share.other_ways")),
    h(
      "ul",
      { class: "card flush list" },
      navigator.share && deedRow("phone", t("share.phone"), t("share.phone_more"), () => ways.shareByPhone()),
      deedRow("copy", t("share.copy_link"), t("share.copy_link_more"), () => ways.copyLink()),
      foldRow("qr", t("share.qr"), t("share.qr_more"), () => ways.showCode()),
      foldRow("clock", t("share.later"), later, () => reminder(() => ways.codeToRemind(put), put?.remind_at)),
    ),
  );
}

/** What goes without a network's window is one share, of the network `link`. */
class OtherWays {
  constructor(page) {
    this.page = page;
    this.ready = null;
  }

  /** The menu opens within the tap; where storing the share took too long for that, the next tap opens it. */
  async shareByPhone() {
    const { page } = this;
    if (!this.isAllowed()) return;
    const fault = page.captions.fault("link");
    if (fault) {
      page.captions.mark(fault);
      return;
    }
    const words = page.captions.text();
    await page.told(
      (async () => {
        if (this.ready?.words !== words) this.ready = { words, share: await this.open(words) };
        const { share } = this.ready;
        try {
          await navigator.share({ text: share.text, url: share.link });
        } catch (error) {
          // Closing the menu without choosing is an answer, too: nothing is asked about it.
          if (error.name === "AbortError") decline(share.code);
          else if (error.name === "NotAllowedError") page.view.say(t("share.phone_again"), "phone");
          else throw error;
          return;
        }
        await page.ask(share, true);
      })(),
    );
  }

  async copyLink() {
    if (!this.isAllowed()) return;
    const answer = this.open();
    await this.page.told(
      (async () => {
        const isCopied = await copiedLater(answer.then(({ link }) => link));
        await this.page.ask({ ...(await answer), text: "" }, isCopied);
      })(),
    );
  }

  async showCode() {
    if (!this.isAllowed()) return null;
    const share = await this.page.told(this.open());
    if (!share) return null;
    const address = `/share/${share.content}?share=${share.code}`;
    return h(
      "div",
      { class: "stack-s" },
      h("p", {}, t("share.qr_use")),
      qrCode(share.qr, t("share.qr_label", { link: share.link })),
      h("p", { class: "s m2" }, share.link),
      h("p", {}, h("a", { class: "lnk", href: address }, t("share.qr_shown"))),
    );
  }

  /** Open the share of the chosen network, which the reminder's mail leads back to. */
  async codeToRemind(put) {
    if (put) return put.code;
    const { page } = this;
    if (!this.isAllowed()) return null;
    if (page.network === "mastodon" && !page.view.person.mastodon_server) {
      page.askServer();
      return null;
    }
    return (await opened(page.content.content, page.network)).code;
  }

  isAllowed() {
    const { view } = this.page;
    const isAllowed = view.person.guidelines_accepted >= view.programme.guidelines;
    if (!isAllowed) this.page.showGuidelines();
    return isAllowed;
  }

  open(words = null) {
    return opened(this.page.content.content, "link", words);
  }
}

// A QR code as a picture, drawn from the rows of modules that the server gives.

// What the standard wants left empty around the modules (ISO/IEC 18004).
const QUIET = 4;

/** Draw a code; each row is a string of 1 (dark) and 0 (light). It is black on white in every colour scheme. */
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
