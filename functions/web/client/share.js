// Share: from reading to posting in one tap, then the question whether it was posted.

import { get, patch, post, Problem, put } from "./api.js";
import { copied, copiedLater } from "./clipboard.js";
import { recalled, remember } from "./device.js";
import { button, h, icon, mark, notice, working } from "./elements.js";
import { AT_ONCE, inOrder, NETWORKS } from "./networks.js";
import { source } from "./offer.js";
import { placeCard } from "./race.js";
import { Offline, SignedOut } from "./session.js";
import { number, t } from "./texts.js";

const MOST_REMEMBERED = 500;

// The share that was opened last: its text and the address of the network's window are not asked for again.
let latest = null;

// Own words that were begun, by content: a detour to the guidelines must not lose them.
const drafts = new Map();

/** Draw the content's page, or, with `?share=` in the address, the question about that share. */
export async function share(view) {
  const content = await get(`/contents/${encodeURIComponent(view.match[1])}`);
  const code = view.url.searchParams.get("share");
  if (code) return question(view, content, code);
  const { shares } = await get("/shares");
  remember("opened", [...new Set([content.content, ...recalled("opened", [])])].slice(0, MOST_REMEMBERED));
  return new SharePage(view, content, shares).element;
}

class SharePage {
  constructor(view, content, shares) {
    this.view = view;
    this.content = content;
    this.shared = new Set(
      shares.filter((one) => one.content === content.content && one.state === "confirmed").map((one) => one.network),
    );
    this.networks = inOrder(shares);
    const wanted = view.url.searchParams.get("network");
    this.network = this.networks.includes(wanted) ? wanted : this.networks[0];
    this.words = drafts.get(content.content) ?? "";
    this.captions = h("fieldset", {});
    this.trouble = h("div", { role: "alert" });
    this.already = h("div", {});
    this.send = button("", { class: "btn big", type: "submit" });
    this.hint = h("p", {});
    this.element = this.drawn();
    this.choose(this.network);
  }

  drawn() {
    const { content, view } = this;
    const channel = view.channels.get(content.channel)?.name ?? content.channel;
    const foreign = content.language === document.documentElement.lang ? null : content.language;
    return h(
      "form",
      { class: "stack", novalidate: true, on: { submit: (event) => this.submitted(event) } },
      h(
        "div",
        {},
        h("p", { class: "s m2" }, source(channel, content.language)),
        h("h1", { class: "t", lang: foreign }, content.title),
        h(
          "a",
          { class: "lnk", href: content.address, target: "_blank", rel: "noopener" },
          t("share.read"),
          icon("outside"),
          h("span", { class: "vh" }, t("frame.new_window")),
        ),
      ),
      content.why &&
        h(
          "div",
          { class: "why" },
          h("h2", { class: "vh" }, t("share.why")),
          h("p", { lang: foreign }, t("share.quote", { text: content.why })),
          h("p", { class: "s m2" }, content.chosen_by),
        ),
      this.trouble,
      this.networkPicker(),
      this.already,
      this.captions,
      h("div", { class: "act" }, h("div", {}, this.send, this.hint)),
      this.otherWays(),
    );
  }

  networkPicker() {
    const chip = (network) =>
      h(
        "label",
        { class: "chip" },
        h("input", {
          type: "radio",
          name: "network",
          value: network,
          checked: network === this.network,
          on: { change: () => this.choose(network) },
        }),
        h("span", {}, t(`network.${network}`)),
      );
    const isAmongRest = this.networks.indexOf(this.network) >= AT_ONCE;
    const rest = h("div", { class: "chips", id: "others", hidden: !isAmongRest }, this.networks.slice(AT_ONCE).map(chip));
    const others = button(t("share.others"), {
      class: "chip",
      "aria-expanded": String(isAmongRest),
      "aria-controls": "others",
      on: {
        click: () => {
          rest.hidden = !rest.hidden;
          others.setAttribute("aria-expanded", String(!rest.hidden));
        },
      },
    });
    return h(
      "fieldset",
      {},
      h("legend", { class: "lab" }, t("share.where")),
      h("div", { class: "chips" }, this.networks.slice(0, AT_ONCE).map(chip), others),
      rest,
    );
  }

  /** Change the network: captions are swapped, own words stay. */
  choose(network) {
    this.network = network;
    this.offered = captionsFor(this.content, network, this.view.person.language);
    // One of them by lot, so that posts are not alike; own words once they have been written.
    this.choice = this.words || !this.offered.length ? "own" : Math.floor(Math.random() * this.offered.length);
    this.trouble.replaceChildren();
    this.already.replaceChildren(
      ...(this.shared.has(network) ? [notice("ok", "done", h("p", {}, t(`shared_already.${network}`)))] : []),
    );
    this.drawCaptions();
    this.send.querySelector(".tx").textContent = t(`share.button.${network}`);
    this.hint.textContent = t(`share.hint.${network}`);
  }

  drawCaptions() {
    const caption = (text, index) =>
      this.option(
        index,
        h("span", { class: "tx" }, text),
        this.content.disclosure && h("span", { class: "f m2" }, this.content.disclosure),
        h(
          "span",
          { class: "f row" },
          h("span", { class: "cnt" }, this.count(text)),
          button(t("share.edit"), { class: "btn sec sm end", on: { click: () => this.edit(text) } }, icon("edit")),
        ),
      );
    const points = this.view.programme.own_wording_points;
    const own = this.option(
      "own",
      h(
        "span",
        { class: "row" },
        h("span", { class: "b" }, t("share.own")),
        points > 0 && h("span", { class: "tag warn end" }, t("points.more", { n: points })),
      ),
    );
    this.captions.replaceChildren(
      h("legend", { class: "lab" }, t("share.caption")),
      ...this.offered.map(caption),
      own,
      this.ownWords(),
    );
  }

  option(value, ...content) {
    const radio = h("input", {
      type: "radio",
      name: "caption",
      value,
      checked: this.choice === value,
      on: {
        change: () => {
          this.choice = value;
          this.own.hidden = value !== "own";
          if (value !== "own") this.unmark();
        },
      },
    });
    return h("label", { class: "cap" }, radio, content);
  }

  ownWords() {
    this.field = h("textarea", { class: "inp", id: "words", rows: 5, "aria-describedby": "words-count" });
    this.field.value = this.words;
    this.counted = h("p", { class: "cnt", id: "words-count" });
    this.error = h("p", { class: "err", id: "words-error", hidden: true });
    let typing;
    this.field.addEventListener("input", () => {
      this.words = this.field.value;
      drafts.set(this.content.content, this.words);
      this.recount();
      clearTimeout(typing);
      typing = setTimeout(() => this.left() <= 20 && this.view.announce(this.counted.textContent), 1000);
    });
    this.own = h(
      "div",
      { class: "fld own", hidden: this.choice !== "own" },
      h("label", { for: "words" }, t("share.own_caption")),
      this.error,
      this.field,
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
    drafts.set(this.content.content, text);
    this.choice = "own";
    this.drawCaptions();
    this.field.focus();
  }

  recount() {
    this.counted.textContent = this.count(this.words);
    this.counted.classList.toggle("over", this.left() < 0);
  }

  /** Return how long a text is on the chosen network, the disclosure included. */
  count(text) {
    const { limit, count } = NETWORKS[this.network];
    const used = count(this.whole(text));
    return limit === null ? t("share.count", { n: used }) : t("share.count_of", { n: used, limit });
  }

  left() {
    const { limit, count } = NETWORKS[this.network];
    return limit === null ? Infinity : limit - count(this.whole(this.words));
  }

  whole(text) {
    return this.content.disclosure ? `${text.trim()}\n\n${this.content.disclosure}` : text.trim();
  }

  chosen() {
    return this.choice === "own" ? this.words : this.offered[this.choice];
  }

  otherWays() {
    const row = (picture, text, more, deed) =>
      h(
        "li",
        {},
        h(
          "button",
          { class: "net", type: "button", on: { click: deed } },
          icon(picture),
          h("span", { class: "grow" }, h("b", {}, text), h("span", { class: "s m2" }, more)),
          icon("next"),
        ),
      );
    return h(
      "section",
      { class: "stack-s" },
      h("h2", { class: "f-m" }, t("share.other_ways")),
      h(
        "ul",
        { class: "card flush list" },
        navigator.share && row("phone", t("share.phone"), t("share.phone_more"), () => this.shareByPhone()),
        row("copy", t("share.copy_link"), t("share.copy_link_more"), () => this.copyLink()),
      ),
    );
  }

  /** The tap: copy, open an empty window, store the share, and send the window to the network. */
  async submitted(event) {
    event.preventDefault();
    if (this.send.getAttribute("aria-busy")) return;
    const { network } = this;
    const words = this.chosen();
    if (!words.trim() && this.offered.length) {
      this.mark(t("share.empty"));
      return;
    }
    const { opens } = NETWORKS[network];
    const isCopied = opens === "copy" ? null : copied(this.whole(words));
    const opened = opens === "window" ? window.open("", "_blank") : null;
    if (opened) opened.opener = null;
    await this.told(
      working(this.send, t("frame.sending"), async () => {
        const answer = post("/shares", { content: this.content.content, network, words: words.trim() || null });
        const later = opens === "copy" ? copiedLater(answer.then(({ text, link }) => pasted(text, link))) : null;
        const share = await answer;
        if (opened) opened.location.replace(share.share_address);
        else if (opens === "mail") location.assign(share.share_address);
        await this.ask(share, later ? await later : isCopied);
      }),
      opened,
    );
  }

  async copyLink() {
    const answer = this.opened("link");
    await this.told(
      (async () => {
        const isCopied = await copiedLater(answer.then(({ link }) => link));
        await this.ask({ ...(await answer), text: "" }, isCopied);
      })(),
    );
  }

  async shareByPhone() {
    await this.told(
      (async () => {
        const share = await this.opened("link");
        try {
          await navigator.share({ text: this.whole(this.chosen()), url: share.link });
        } catch (error) {
          // Closing the phone's menu without choosing is an answer, too.
          if (error.name === "AbortError") return;
          throw error;
        }
        await this.ask(share, true);
      })(),
    );
  }

  opened(network) {
    return post("/shares", { content: this.content.content, network });
  }

  async ask(share, isCopied) {
    latest = { ...share, isCopied };
    drafts.delete(share.content);
    await this.view.go(`/share/${share.content}?share=${share.code}`);
    if (isCopied) this.view.say(t(share.text ? "share.copied" : "share.link_copied"), "copy");
  }

  /** Wait for a deed; if it failed, close the empty window and say on the page what is to be done. */
  async told(deed, opened) {
    try {
      await deed;
    } catch (error) {
      opened?.close();
      if (error instanceof Offline) this.say(t("error.offline"));
      else if (error instanceof SignedOut) this.say(t("signin.over"));
      else if (error instanceof Problem) this.refused(error);
      else {
        console.error(error);
        this.say(t("error.ours"));
      }
    }
  }

  refused(problem) {
    if (problem.code === "guidelines_first") {
      this.view.go(`/guidelines?to=/share/${this.content.content}`);
    } else if (problem.code === "not_on_offer") {
      this.say(t("share.over"));
    } else if (problem.code === "server_needed") {
      this.askServer();
    } else if (problem.field === "words" && typeof problem.value === "number") {
      this.mark(t("share.too_long", { n: problem.value - problem.limit }));
    } else if (problem.field === "words" && typeof problem.value === "string") {
      this.mark(t("share.blocked_word", { word: problem.value }));
    } else {
      this.say(t("error.ours"));
    }
  }

  /** Say on the own words what is wrong with them; a ready caption that is refused is opened for editing. */
  mark(text) {
    if (this.choice !== "own") this.edit(this.chosen());
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
  }

  say(text) {
    this.trouble.replaceChildren(notice("bad", "bad", h("p", {}, text)));
    this.trouble.scrollIntoView({ block: "center" });
  }

  /** Mastodon has no window of its own: the person's server is asked once. */
  askServer() {
    const field = h("input", { class: "inp", id: "server", autocapitalize: "off", spellcheck: "false", placeholder: "mastodon.social" });
    const error = h("p", { class: "err", id: "server-error", hidden: true }, icon("bad"), h("span", {}, t("server.error")));
    const save = button(t("frame.save"), {
      class: "btn sec",
      on: {
        click: () =>
          this.told(
            working(save, t("frame.saving"), async () => {
              try {
                await patch("/me", { mastodon_server: field.value.trim().replace(/^https?:\/\//, "").replace(/\/.*$/, "") });
              } catch (problem) {
                if (!(problem instanceof Problem && problem.status === 422)) throw problem;
                error.hidden = false;
                field.setAttribute("aria-invalid", "true");
                field.setAttribute("aria-describedby", "server-error server-hint");
                field.focus();
                return;
              }
              this.trouble.replaceChildren(notice("ok", "done", h("p", {}, t("server.saved"))));
              this.send.focus();
            }),
          ),
      },
    });
    this.trouble.replaceChildren(
      h(
        "div",
        { class: "card stack-s fld" },
        h("label", { for: "server" }, t("server.label")),
        h("span", { class: "hint", id: "server-hint" }, t("server.hint")),
        error,
        field,
        save,
      ),
    );
    field.setAttribute("aria-describedby", "server-hint");
    field.focus();
  }
}

/** Return the captions for a network: in the content's language, else in the person's, else in any. */
function captionsFor(content, network, language) {
  const offered = content.captions.filter((found) => found.network === network);
  const best =
    offered.find((found) => found.language === content.language) ??
    offered.find((found) => found.language === language) ??
    offered[0];
  return best?.texts ?? [];
}

function pasted(text, link) {
  return text ? `${text}\n${link}` : link;
}

async function question(view, content, code) {
  const known = latest?.code === code ? latest : null;
  const stored = known ?? (await get(`/shares/${encodeURIComponent(code)}`));
  const { network } = stored;
  if (stored.state === "confirmed" && !known) return thanks(view, content, network, null);
  const yes = button(t(`question.yes`), { class: "btn big" });
  const confirm = async () => {
    const confirmation = await put(`/shares/${code}/confirmation`);
    latest = null;
    view.redraw(thanks(view, content, network, confirmation));
  };
  yes.addEventListener("click", () =>
    working(yes, t("frame.sending"), confirm).catch((error) => {
      if (!(error instanceof Problem || error instanceof Offline || error instanceof SignedOut)) console.error(error);
      view.say(error instanceof Offline ? t("error.offline") : t("error.ours"), "bad");
    }),
  );
  const decline = () => {
    remember("declined", [...new Set([code, ...recalled("declined", [])])].slice(0, MOST_REMEMBERED));
    view.go("/");
  };
  const row = (picture, text, deed) =>
    h("li", {}, h("button", { class: "net", type: "button", on: { click: deed } }, icon(picture), h("span", { class: "grow" }, h("b", {}, text))));
  const text = known && (network === "instagram" ? pasted(known.text, known.link) : known.text || known.link);
  const heading = h("h1", { tabindex: "-1" }, t(`question.${network}`));
  // The network's window took the focus; who comes back is asked first.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && heading.focus(), {
    signal: view.signal,
  });
  return h(
    "div",
    { class: "stack-l" },
    h("div", { class: "stack" }, heading, h("p", {}, t("question.points"))),
    h(
      "div",
      { class: "card" },
      h("p", { class: "b" }, content.title),
      h("p", { class: "s m2" }, view.channels.get(content.channel)?.name ?? content.channel),
    ),
    known && !known.isCopied && manualCopy(text),
    h(
      "div",
      { class: "stack" },
      yes,
      known?.share_address &&
        h(
          "a",
          {
            class: "btn sec big",
            href: known.share_address,
            target: NETWORKS[network]?.opens === "window" ? "_blank" : null,
            rel: "noopener noreferrer",
          },
          t(`question.again.${network}`),
        ),
    ),
    h(
      "ul",
      { class: "card flush list" },
      known &&
        row("copy", t(network === "link" ? "share.copy_link" : "question.copy"), async () => {
          if (copied(text)) view.say(t(network === "link" ? "share.link_copied" : "share.copied"), "copy");
        }),
      row("clock", t("question.later"), () => view.go("/")),
      row("cross", t("question.no"), decline),
    ),
  );
}

/** The clipboard was refused: the text stands there, to be copied by hand. */
function manualCopy(text) {
  const field = h("textarea", { class: "inp", id: "by-hand", rows: 5, readonly: true });
  field.value = text;
  field.addEventListener("focus", () => field.select());
  return h("div", { class: "fld" }, h("label", { for: "by-hand" }, t("share.copy_by_hand")), field);
}

function thanks(view, content, network, confirmation) {
  const place = h("div", {});
  view.refreshPoints({ then: (own) => place.replaceChildren(placeCard(own)) });
  const { click_points: clickPoints, daily_shares: dailyShares } = view.programme;
  const isCapped = confirmation?.entries.some((entry) => entry.reasons.includes("daily_shares"));
  return h(
    "div",
    { class: "stack-l" },
    h(
      "div",
      { class: "moment" },
      mark(),
      h("h1", { tabindex: "-1" }, t("thanks.title")),
      h("p", {}, confirmation?.points ? t("thanks.points", { n: confirmation.points }) : t("thanks.plain")),
      h("p", {}, isCapped ? t("thanks.capped", { n: dailyShares }) : t("thanks.clicks", { n: clickPoints })),
    ),
    place,
    elsewhere(content, network),
    h("p", {}, h("a", { class: "lnk", href: "/" }, t("thanks.more"))),
  );
}

/** Offer one next step: the same content on the next two networks. */
function elsewhere(content, network) {
  const next = Object.keys(NETWORKS).filter((other) => other !== network).slice(0, 2);
  const rows = next.map((other) =>
    h(
      "li",
      {},
      h(
        "a",
        { class: "net", href: `/share/${content.content}?network=${other}` },
        h("b", { class: "grow" }, t(`share.button.${other}`)),
        icon("next"),
      ),
    ),
  );
  return h(
    "section",
    { class: "stack-s" },
    h("h2", { class: "f-m" }, t("thanks.elsewhere")),
    h("ul", { class: "card flush list" }, rows),
  );
}
