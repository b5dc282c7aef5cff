// After sharing: the question whether it was posted, then thanks. The question comes back on the first screen.

import { errorText } from "../core/announce.js";
import { declineShare, readContent, readShare } from "../core/api.js";
import { copyNow } from "../core/clipboard.js";
import { button, actionRow, foldRow, h, notice, whileBusy } from "../core/dom.js";
import { Problem } from "../core/http.js";
import { deedOn } from "../core/networks.js";
import { Offline } from "../core/session.js";
import { t } from "../core/texts.js";
import { picture } from "../offer/cards.js";
import { confirmAndThank } from "./confirming.js";
import { dropOpened, readOpened, saveOpened, textToPaste, wasOpenedHere } from "./drafts.js";
import { insteadLink, replacementOf } from "./instead.js";
import { queueAnswer, queuedAnswer } from "./offline_queue.js";
import { reminder } from "./reminder.js";
import { thanks } from "./thanks.js";

/** Draw the question about a share, or the thanks for one that is confirmed; one that was declined is asked about no more. */
export async function afterSharing(view, contentId, code) {
  const kept = readOpened(code);
  const [stored, found] = await Promise.all([currentShare(code, kept), contentOf(contentId)]);
  const share = { ...stored, title: stored.title ?? found.content?.title ?? "" };
  const answer = queuedAnswer(code);
  if (answer === "confirm") return thanks(view, share, found.content, { how: "kept" });
  if (answer === "decline" || stored.state === "declined") return leave(view, share);
  // One that was confirmed before it was opened here is asked about: it was posted once more.
  if (stored.state === "confirmed" && kept?.state !== "confirmed") {
    dropOpened(code);
    return thanks(view, share, found.content, {});
  }
  return new Question(view, share, kept, found).element;
}

/** Return a share with what this device keeps of it; it is read unless it was opened in this very page. */
async function currentShare(code, kept) {
  if (kept && wasOpenedHere(code)) return kept;
  try {
    return { ...kept, ...(await readShare(code)) };
  } catch (error) {
    if (!(kept && error instanceof Offline)) throw error;
    return kept;
  }
}

/** Go to the share page in place of the question, which was answered with no. */
function leave(view, { code, content, network }) {
  dropOpened(code);
  return view.go(`/share/${content}?network=${network}`, { replace: true });
}

class Question {
  constructor(view, share, kept, { content, isRecalled, instead = null }) {
    this.view = view;
    this.share = share;
    this.network = view.networks.get(share.network);
    this.deed = deedOn(this.network);
    this.kept = kept;
    this.content = content;
    this.isRecalled = isRecalled;
    this.instead = instead;
    this.heading = h("h1", { tabindex: "-1" }, t(`question.${share.network}`));
    this.element = this.draw();
    this.watchReturn();
  }

  draw() {
    const { share, kept, view } = this;
    const channel = this.content && (view.channels.get(this.content.channel)?.name ?? this.content.channel);
    this.blocked = kept?.isBlocked ? notice("warn", "bad", h("p", {}, t("question.blocked"))) : null;
    this.byHand = this.needsCopying() && copyByHand(this.textToPaste());
    const yes = button(t(`question.yes.${this.deed}`), { class: "btn big" });
    yes.addEventListener("click", () => whileBusy(yes, t("frame.sending"), () => this.confirm()));
    return h(
      "div",
      { class: "stack-l" },
      h("div", { class: "stack" }, this.heading, h("p", {}, t(`question.points.${this.deed}`))),
      this.isRecalled && notice("bad", "bad", h("p", {}, t("share.recalled"))),
      this.instead && insteadLink(this.instead),
      h(
        "div",
        { class: "card hd sm" },
        h("div", {}, h("p", { class: "b" }, share.title), channel && h("p", { class: "s m2" }, channel)),
        this.content && picture(this.content),
      ),
      this.byHand,
      this.blocked,
      h("div", { class: "stack" }, yes, !this.isRecalled && this.window()),
      h(
        "ul",
        { class: "card flush list" },
        kept && !this.isRecalled && actionRow("copy", this.copyAgainText(), null, () => this.copyAgain()),
        !this.isRecalled &&
          foldRow("clock", t(`question.later.${this.deed}`), t("question.later_more"), () =>
            reminder(async () => share.code, this.remindAt()),
          ),
        actionRow("cross", t(`question.no.${this.deed}`), null, () => this.decline()),
      ),
      h("p", {}, h("a", { class: "lnk", href: "/" }, t("thanks.more"))),
    );
  }

  /** Draw the link to the network's window; where the browser blocked that, it was not opened yet. */
  window() {
    const { share, kept } = this;
    if (!kept?.dialog_url) return null;
    const link = h(
      "a",
      {
        class: "btn sec big",
        href: kept.dialog_url,
        target: this.network.opens === "window" ? "_blank" : null,
        rel: "noopener noreferrer",
      },
      t(`question.${kept.isBlocked ? "open" : "again"}.${share.network}`),
    );
    const opened = () => {
      saveOpened({ ...kept, isBlocked: false });
      this.blocked.remove();
      link.textContent = t(`question.again.${share.network}`);
    };
    if (kept.isBlocked) link.addEventListener("click", opened, { once: true });
    return link;
  }

  /** Return whether the text has to be copied by hand: the clipboard was refused, and the network's window lacks it. */
  needsCopying() {
    return this.kept && !this.isRecalled && !this.kept.isCopied && this.kept.copy_text_first;
  }

  textToPaste() {
    const { kept } = this;
    // Where nothing opens there is one field for both.
    return this.network.opens === "copy" && this.network.is_listed ? textToPaste(kept) : kept.text || kept.link_url;
  }

  copyAgainText() {
    return t(this.network.is_listed ? "question.copy" : "share.copy_link");
  }

  copyAgain() {
    if (copyNow(this.textToPaste())) {
      this.view.showToast(t(this.network.is_listed ? "share.copied" : "share.link_copied"), "copy");
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
      // Posted once more: nothing is left to confirm, and there are no points to show.
      view.redraw(await thanks(view, share, this.content, { how: "again" }));
      return;
    }
    try {
      await confirmAndThank(view, share, this.content);
    } catch (error) {
      view.showToast(errorText(error), "bad");
    }
  }

  async decline() {
    const { share, view } = this;
    try {
      const { state } = await declineShare(share.code);
      if (state === "confirmed" && share.state !== "confirmed") {
        await this.showConfirmed();
        return;
      }
    } catch (error) {
      if (!(error instanceof Offline)) {
        view.showToast(errorText(error), "bad");
        return;
      }
      queueAnswer(share.code, "decline");
    }
    dropOpened(share.code);
    await view.go("/");
    view.showToast(t("offer.declined"));
  }

  /** Focus the question when the person comes back from the network's window, unless a click has confirmed the share. */
  watchReturn() {
    const { signal } = this.view;
    const asked = () => (this.byHand ? selectIn(this.byHand) : this.heading.focus());
    if (this.byHand) setTimeout(() => selectIn(this.byHand));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && asked(), {
      signal,
      once: document.visibilityState === "hidden",
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.checkAnswered(), { signal });
  }

  /** A click, or an answer on another device, may have come meanwhile. */
  async checkAnswered() {
    if (this.share.state === "confirmed") return;
    try {
      const { state } = await readShare(this.share.code, { signal: this.view.signal });
      if (!this.element.isConnected) return;
      if (state === "confirmed") await this.showConfirmed();
      else if (state === "declined") await leave(this.view, this.share);
    } catch {
      // The question stays, and answering it shows the error.
    }
  }

  /** Thank for a share that somebody's click has confirmed meanwhile. */
  async showConfirmed() {
    dropOpened(this.share.code);
    this.view.redraw(await thanks(this.view, this.share, this.content, { how: "clicked" }));
  }
}

/** Draw the text, selected to be copied by hand. */
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

/** Return the content, or null where it is gone or cannot be read: the question is asked without it, too. */
async function contentOf(id) {
  try {
    return { content: await readContent(id), isRecalled: false };
  } catch (error) {
    if (error instanceof Offline) return { content: null, isRecalled: false };
    if (!(error instanceof Problem && error.status === 404)) throw error;
    return { content: null, isRecalled: error.code === "recalled", instead: await replacementOf(error) };
  }
}
