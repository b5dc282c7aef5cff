// After sharing: was it posted? Then thanks. The question can be left and comes back on the first screen.

import { inWords } from "../core/announce.js";
import { get, Problem, put } from "../core/api.js";
import { copied } from "../core/clipboard.js";
import { button, deedRow, foldRow, h, notice, working } from "../core/dom.js";
import { NETWORKS } from "../core/networks.js";
import { Offline } from "../core/session.js";
import { t } from "../core/texts.js";
import { picture } from "../offer/cards.js";
import { decline, dropOpened, keptOpened, pasted } from "./drafts.js";
import { isKept, keepConfirmation } from "./offline_queue.js";
import { reminder } from "./reminder.js";
import { thanks } from "./thanks.js";

/** Draw the question about a share, or the thanks for one that is confirmed. */
export async function afterSharing(view, contentId, code) {
  const kept = keptOpened(code);
  const [stored, found] = await Promise.all([kept ?? shareOf(code), contentOf(contentId)]);
  const share = { ...stored, title: stored.title ?? found.content?.title ?? "" };
  const isConfirmed = stored.state === "confirmed";
  if (isKept(code)) return thanks(view, share, found.content, { how: "kept" });
  if (isConfirmed && !kept) return thanks(view, share, found.content, {});
  return new Question(view, share, kept, found).element;
}

class Question {
  constructor(view, share, kept, { content, isRecalled }) {
    this.view = view;
    this.share = share;
    this.kept = kept;
    this.content = content;
    this.isRecalled = isRecalled;
    this.heading = h("h1", { tabindex: "-1" }, t(`question.${share.network}`));
    this.element = this.drawn();
    this.follow();
  }

  drawn() {
    const { share, kept, view } = this;
    const channel = this.content && (view.channels.get(this.content.channel)?.name ?? this.content.channel);
    this.byHand = this.needsCopying() && copyByHand(this.textToPaste());
    const yes = button(t("question.yes"), { class: "btn big" });
    yes.addEventListener("click", () => working(yes, t("frame.sending"), () => this.confirm()));
    return h(
      "div",
      { class: "stack-l" },
      h("div", { class: "stack" }, this.heading, h("p", {}, t("question.points"))),
      this.isRecalled && notice("bad", "bad", h("p", {}, t("share.recalled"))),
      h(
        "div",
        { class: "card hd sm" },
        h("div", {}, h("p", { class: "b" }, share.title), channel && h("p", { class: "s m2" }, channel)),
        this.content && picture(this.content),
      ),
      this.byHand,
      kept?.isBlocked && notice("warn", "bad", h("p", {}, t("question.blocked"))),
      h("div", { class: "stack" }, yes, !this.isRecalled && this.windowAgain()),
      h(
        "ul",
        { class: "card flush list" },
        kept && !this.isRecalled && deedRow("copy", this.copyAgainText(), null, () => this.copyAgain()),
        !this.isRecalled &&
          foldRow("clock", t("question.later"), t("question.later_more"), () =>
            reminder(async () => share.code, this.remindAt()),
          ),
        deedRow("cross", t("question.no"), null, () => {
          decline(share.code);
          dropOpened(share.code);
          view.go("/");
        }),
      ),
      h("p", {}, h("a", { class: "lnk", href: "/" }, t("thanks.more"))),
    );
  }

  windowAgain() {
    const { share, kept } = this;
    if (!kept?.share_address) return null;
    return h(
      "a",
      {
        class: "btn sec big",
        href: kept.share_address,
        target: NETWORKS[share.network]?.opens === "window" ? "_blank" : null,
        rel: "noopener noreferrer",
      },
      t(`question.again.${share.network}`),
    );
  }

  /** Tell whether the text has to get into the clipboard by hand: it was refused, and no window holds it. */
  needsCopying() {
    return this.kept && !this.isRecalled && !this.kept.isCopied && this.kept.copy_text_first;
  }

  textToPaste() {
    const { kept, share } = this;
    return share.network === "instagram" ? pasted(kept) : kept.text || kept.link;
  }

  copyAgainText() {
    return t(this.share.network === "link" ? "share.copy_link" : "question.copy");
  }

  copyAgain() {
    if (copied(this.textToPaste())) {
      this.view.say(t(this.share.network === "link" ? "share.link_copied" : "share.copied"), "copy");
    } else if (!this.byHand) {
      this.byHand = copyByHand(this.textToPaste());
      this.heading.parentElement.after(this.byHand);
    }
    selectIn(this.byHand);
  }

  remindAt() {
    const at = this.share.remind_at;
    return at && new Date(at) > new Date() ? at : null;
  }

  async confirm() {
    const { share, view } = this;
    if (share.state === "confirmed") {
      // Posted once more: there is nothing left to confirm, and no points to be told of.
      view.redraw(thanks(view, share, this.content, { how: "again" }));
      return;
    }
    try {
      const confirmation = await put(`/shares/${encodeURIComponent(share.code)}/confirmation`);
      dropOpened(share.code);
      view.redraw(thanks(view, share, this.content, { how: "said", confirmation }));
    } catch (error) {
      if (error instanceof Offline) {
        keepConfirmation(share.code);
        view.redraw(thanks(view, share, this.content, { how: "kept" }));
      } else {
        view.say(inWords(error), "bad");
      }
    }
  }

  /** Who comes back from the network's window is asked first; a click may have answered meanwhile. */
  follow() {
    const { signal } = this.view;
    const asked = () => (this.byHand ? selectIn(this.byHand) : this.heading.focus());
    if (this.byHand) setTimeout(() => selectIn(this.byHand));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && asked(), {
      signal,
      once: document.visibilityState === "hidden",
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.look(), { signal });
  }

  async look() {
    if (this.share.state === "confirmed") return;
    try {
      const { state } = await get(`/shares/${encodeURIComponent(this.share.code)}`, { signal: this.view.signal });
      if (state !== "confirmed" || !this.element.isConnected) return;
      dropOpened(this.share.code);
      this.view.redraw(thanks(this.view, this.share, this.content, { how: "clicked" }));
    } catch {
      // The question stands there all the same, and its answer says what is wrong.
    }
  }
}

/** The clipboard was refused: the text stands there, selected to be copied by hand. */
function copyByHand(text) {
  const field = h("textarea", { class: "inp", id: "by-hand", rows: 5, readonly: true, "aria-describedby": "by-hand-hint" });
  field.value = text;
  field.addEventListener("focus", () => field.select());
  return h(
    "div",
    { class: "fld" },
    h("label", { for: "by-hand" }, t("share.copy_by_hand")),
    h("span", { class: "hint", id: "by-hand-hint" }, t("share.copy_by_hand_hint")),
    field,
  );
}

function selectIn(box) {
  const field = box ? box.querySelector("textarea") : null;
  field?.focus();
  field?.select();
}

function shareOf(code) {
  return get(`/shares/${encodeURIComponent(code)}`);
}

/** Return the content if it can still be seen: a share outlives it, and a cut line is no reason to ask nothing. */
async function contentOf(id) {
  try {
    return { content: await get(`/contents/${encodeURIComponent(id)}`), isRecalled: false };
  } catch (error) {
    if (error instanceof Offline) return { content: null, isRecalled: false };
    if (error instanceof Problem && error.status === 404) return { content: null, isRecalled: error.code === "recalled" };
    throw error;
  }
}
