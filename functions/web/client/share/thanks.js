// Thanks for a share: its points, the person's place, the address of the post, and one next step.

import { errorText } from "../core/announce.js";
import { dropPostUrl, readShares, setPostUrl } from "../core/api.js";
import { button, h, icon, linkRow, mark, notice, whileBusy } from "../core/dom.js";
import { Problem } from "../core/http.js";
import { deedOn, usedAndFree } from "../core/networks.js";
import { t } from "../core/texts.js";
import { placeCard } from "../race/places.js";
import { onceSent } from "./offline_queue.js";

// On how many other networks the same content is offered.
const NEXT = 2;

/**
 * Draw the thanks, with the points above and the place that hold by now. `how` it was confirmed: "said" with the
 * server's `confirmation`, "clicked" by somebody's click, "again" before, or "kept" on this device until the network is
 * back: then they are drawn anew.
 */
export async function thanks(view, share, content, { how, confirmation = null }) {
  if (how === "kept")
    onceSent(share.code, async (sent) => view.redraw(await thanks(view, share, content, { how: "said", confirmation: sent })));
  const own = await placeOf(view, how);
  const next = h("div", {});
  if (content && how !== "kept") offerNext(next, view, share, content, isDayFull(confirmation));
  return h(
    "div",
    { class: "stack-l" },
    h(
      "div",
      { class: "moment", role: "status" },
      mark(),
      h("h1", { tabindex: "-1" }, t(`thanks.title.${deedOn(view.networks.get(share.network))}`)),
      sentences(view, share, how, confirmation).map((text) => h("p", {}, text)),
    ),
    own && placeCard(own),
    how !== "kept" && postAddress(view, share),
    next,
    h("p", {}, h("a", { class: "lnk", href: "/" }, t("thanks.more"))),
  );
}

/** Return the place that holds by now; it was read with the screen where nothing has changed since. */
async function placeOf(view, how) {
  if (how === "kept") return null;
  return how ? view.refreshPoints() : view.place.catch(() => null);
}

function sentences(view, share, how, confirmation) {
  const { click_points: clickPoints, daily_shares: dailyShares, daily_points: dailyPoints } = view.programme;
  if (how === "kept") return [t("thanks.kept")];
  if (how === "clicked") return [t("thanks.clicked")];
  if (how === "again") return [t("thanks.plain")];
  const entries = confirmation?.entries ?? [];
  const reasons = new Set(entries.flatMap((entry) => entry.reasons));
  const first = confirmation?.points ? t("thanks.points", { n: confirmation.points }) : t("thanks.plain");
  if (reasons.has("recalled")) return [t("thanks.plain"), t("thanks.recalled")];
  if (reasons.has("daily_shares")) return [first, t("thanks.capped", { n: dailyShares })];
  if (reasons.has("daily_points")) return [first, t("thanks.capped_points", { n: dailyPoints })];
  const clicks = clickPoints ? t("thanks.clicks", { n: clickPoints }) : null;
  return [first, parts(view, share, entries) ?? whyNotOwn(entries, share.missing), clicks].filter(Boolean);
}

/** Say what a sum is made of where it has two parts. */
function parts(view, { network }, entries) {
  const of = (activity) => entries.find((entry) => entry.activity === activity)?.points ?? 0;
  const [share, words] = [of("share_confirmed"), of("own_wording")];
  return share && words ? t(`thanks.parts.${deedOn(view.networks.get(network))}`, { n: share + words, share, words }) : null;
}

/** Say why own words brought nothing where they were written on this device, and the share itself scored. */
function whyNotOwn(entries, missing) {
  if (!missing || !entries.some((entry) => entry.activity === "share_confirmed" && entry.points)) return null;
  return t(`thanks.words.${missing.name}`, { n: missing.n });
}

function isDayFull(confirmation) {
  return confirmation?.entries.some((entry) => entry.reasons.some((reason) => reason.startsWith("daily_"))) ?? false;
}

/** Draw the form for the address of the post, where its reactions can be followed; it is optional. */
function postAddress(view, share) {
  if (!view.networks.get(share.network).follows_posts) return null;
  const box = h("form", { class: "stack-s", novalidate: true });
  const followed = [...view.networks.values()].filter((one) => one.is_listed && one.follows_posts);
  const networks = followed.map((one) => t(`network.${one.network}`)).join(", ");
  drawAddress(box, share, share.post ?? null, { whatIsWanted: t(`thanks.post_error.${share.network}`, { networks }) });
  return box;
}

function drawAddress(box, share, post, { whatIsWanted, focus = false }) {
  const status = h("div", {});
  const error = h("p", { class: "err", id: "post-error", hidden: true });
  const field = h("input", {
    class: "inp",
    id: "post",
    type: "url",
    inputmode: "url",
    autocomplete: "off",
    "aria-describedby": "post-hint",
  });
  field.value = post?.url ?? "";
  const wrapped = h(
    "div",
    { class: "fld" },
    h("label", { for: "post" }, t("thanks.post"), h("span", { class: "m2" }, ` ${t("frame.optional")}`)),
    h("span", { class: "hint", id: "post-hint" }, t("thanks.post_hint")),
    error,
    field,
  );
  const fail = (text) => {
    status.replaceChildren();
    error.replaceChildren(icon("bad"), h("span", {}, text));
    error.hidden = false;
    wrapped.classList.add("bad");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", "post-error post-hint");
    field.focus();
  };
  const attempt = (pressed, text, action) =>
    whileBusy(pressed, text, async () => {
      try {
        await action();
      } catch (problem) {
        const isAddress = problem instanceof Problem && (problem.code === "cannot_follow" || problem.status === 422);
        fail(isAddress ? whatIsWanted : errorText(problem));
      }
    });
  const save = button(t("thanks.post_save"), { class: "btn sec sm", type: "submit" });
  const forget = button(t("thanks.post_forget"), { class: "btn sec sm", hidden: !post });
  box.onsubmit = (event) => {
    event.preventDefault();
    if (!field.value.trim()) fail(whatIsWanted);
    else attempt(save, t("frame.saving"), async () => {
      drawAddress(box, share, await setPostUrl(share.code, field.value.trim()), { whatIsWanted, focus: true });
    });
  };
  forget.addEventListener("click", () =>
    attempt(forget, t("frame.saving"), async () => {
      await dropPostUrl(share.code);
      drawAddress(box, share, null, { whatIsWanted });
      box.querySelector("input").focus();
    }),
  );
  if (post) status.append(notice("ok", "done", h("p", {}, t("thanks.post_saved"))));
  status.tabIndex = -1;
  box.replaceChildren(status, wrapped, h("p", { class: "row" }, save, forget));
  if (focus) status.focus();
}

/** Offer the same content on the next two networks where this person has not shared it yet. */
async function offerNext(box, view, share, content, isFull) {
  let shares;
  try {
    ({ items: shares } = await readShares({ signal: view.signal }));
  } catch {
    return; // an offer, no more
  }
  const { free: others } = usedAndFree(view.networks, content, shares);
  const free = others.filter((network) => network !== share.network).slice(0, NEXT);
  const points = isFull ? 0 : (content.points ?? view.programme.share_points);
  box.replaceChildren(
    h(
      "section",
      { class: "stack-s" },
      h("h2", { class: "f-m" }, t("thanks.elsewhere")),
      free.length
        ? h("ul", { class: "card flush list" }, free.map((network) => nextRow(view.networks.get(network), content, points)))
        : h("p", { class: "m2" }, t("thanks.everywhere")),
    ),
  );
}

function nextRow({ network, is_private: isPrivate }, content, points) {
  const hasCaption = content.captions.some((found) => found.network === network);
  const more = hasCaption ? t("thanks.other_caption") : isPrivate ? t("thanks.to_friends") : null;
  return linkRow(
    `/share/${content.content}?network=${network}`,
    t(`share.button.${network}`),
    more,
    points > 0 && h("span", { class: "tag warn num" }, t("points.more_short", { n: points })),
  );
}
