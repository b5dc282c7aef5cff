// The questions about shares that were opened lately and not answered yet: one line above the offer, with
// the answers in it. The next question takes the place of one that is answered; what an answer brought stays in view.

import { errorText } from "../core/announce.js";
import { confirmShare, declineShare } from "../core/api.js";
import { button, h, icon, whileBusy } from "../core/dom.js";
import { Offline } from "../core/session.js";
import { t } from "../core/texts.js";
import { dropOpened } from "../share/drafts.js";
import { queueAnswer, queuedAnswer } from "../share/offline_queue.js";

const WAITS_DAYS = 7;
const A_DAY = 24 * 60 * 60 * 1000;

/** Draw the questions, or return null where there are none. `onConfirmed` is called with a share that is posted. */
export function openQuestions(view, shares, now, onConfirmed) {
  const open = unanswered(shares, now);
  return open.length ? new Questions(view, open, onConfirmed).element : null;
}

/** Return the shares to ask about; a postponed one waits until after its reminder. */
function unanswered(shares, now) {
  return shares.filter(
    (share) =>
      share.state === "opened" &&
      !queuedAnswer(share.code) &&
      now - new Date(share.opened_at) < WAITS_DAYS * A_DAY &&
      !(share.remind_at && new Date(share.remind_at) > now),
  );
}

class Questions {
  constructor(view, open, onConfirmed) {
    this.view = view;
    this.open = open;
    this.onConfirmed = onConfirmed;
    this.at = 0;
    this.answer = h("p", { class: "mk ok", hidden: true });
    this.line = h("div", { class: "asked" });
    this.element = h("section", { class: "card asks", "aria-label": t("offer.waiting") }, this.answer, this.line);
    this.draw();
  }

  draw() {
    const share = this.open[this.at];
    this.line.hidden = !share;
    this.line.replaceChildren(...(share ? this.parts(share) : []));
  }

  parts(share) {
    const yes = button(t("offer.yes"), { class: "btn sm" });
    yes.addEventListener("click", () => whileBusy(yes, t("frame.sending"), () => this.confirm(share)));
    const no = button(t("offer.no"), { class: "btn sec sm" });
    no.addEventListener("click", () => whileBusy(no, t("frame.sending"), () => this.decline(share)));
    return [
      h(
        "p",
        {},
        h("a", { href: `/share/${share.content}?share=${share.code}` }, h("b", {}, t(`question.${share.network}`))),
        h("span", { class: "s m2 cut" }, share.title),
      ),
      h("p", { class: "row" }, yes, no, this.open.length > 1 && this.step()),
    ];
  }

  /** Draw the button that goes on to the next question, and from the last one to the first. */
  step() {
    const place = { n: this.at + 1, all: this.open.length };
    const next = () => {
      this.at = (this.at + 1) % this.open.length;
      this.asked();
      this.line.querySelector(".step").focus();
      this.view.announce(this.line.querySelector("p").textContent);
    };
    return h(
      "button",
      { class: "tbtn step", type: "button", "aria-label": t("offer.next_question", place), on: { click: next } },
      h("span", { class: "num" }, t("offer.question_place", place)),
      icon("next"),
    );
  }

  asked() {
    this.answer.hidden = true;
    this.draw();
  }

  async confirm(share) {
    try {
      const { points } = await confirmShare(share.code);
      dropOpened(share.code);
      await this.view.refreshPoints();
      this.answered(share, t("offer.confirmed", { n: points }));
      this.onConfirmed({ ...share, state: "confirmed" });
    } catch (error) {
      this.keepAnswer(error, share, "confirm", t("offer.confirmed_later"));
    }
  }

  async decline(share) {
    try {
      const declined = await declineShare(share.code);
      dropOpened(share.code);
      const isClicked = declined.state === "confirmed";
      if (isClicked) await this.view.refreshPoints();
      this.answered(share, t(isClicked ? "thanks.clicked" : "offer.declined"));
      if (isClicked) this.onConfirmed(declined);
    } catch (error) {
      this.keepAnswer(error, share, "decline", t("offer.declined"));
    }
  }

  /** Keep an answer that was given without a network; another error is shown, and the question stays. */
  keepAnswer(error, share, answer, text) {
    if (error instanceof Offline) {
      queueAnswer(share.code, answer);
      this.answered(share, text);
    } else {
      this.view.showToast(errorText(error), "bad");
    }
  }

  /** Say what an answer brought, and ask the next question: the focus goes there, or stays with what is said. */
  answered(share, text) {
    this.open = this.open.filter((other) => other !== share);
    this.at %= this.open.length || 1;
    this.draw();
    this.answer.replaceChildren(icon("done"), h("span", {}, text));
    this.answer.hidden = false;
    this.answer.tabIndex = -1;
    (this.line.querySelector("a") ?? this.answer).focus();
    this.view.announce(text);
  }
}
