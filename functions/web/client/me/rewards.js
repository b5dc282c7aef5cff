// Rewards: what can be claimed for points, and what was won, with its codes.

import { claimReward } from "../core/api.js";
import { copyNow } from "../core/clipboard.js";
import { button, h, icon } from "../core/dom.js";
import { confirm } from "../core/forms.js";
import { Problem } from "../core/http.js";
import { ordinalAlone, t } from "../core/texts.js";
import { when } from "./ledger.js";

const REFUSALS = ["not_enough_points", "out_of_stock", "limit_reached"];

/** Draw what can be claimed and what was won; nothing where there is neither. */
export function rewards(offered, won, points, view) {
  const claimable = offered.filter((reward) => reward.way === "claim");
  if (!claimable.length && !won.length) return null;
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "rewards" },
    h("h2", { id: "rewards" }, t("me.rewards")),
    won.length > 0 && h("ul", { class: "stack-s", "aria-label": t("me.won") }, won.map((award) => prize(award, view))),
    claimable.length > 0 && h("ul", { class: "card flush list", "aria-label": t("me.claimable") }, claimable.map((reward) => claimRow(reward, won, points, view))),
  );
}

function prize(award, view) {
  return h(
    "li",
    { class: "card stack-s" },
    h("div", { class: "row" }, h("h3", { class: "grow" }, award.name), h("p", { class: "s m2" }, when(new Date(award.awarded_at)))),
    h("p", { class: "s m2" }, wayText(award)),
    state(award, view),
  );
}

function wayText(award) {
  if (award.way === "claim") return t("me.way.claim", { n: award.cost });
  if (award.way === "top" && award.place) return t("me.way.top", { place: ordinalAlone(award.place) });
  return t("me.way.draw");
}

function state(award, view) {
  if (award.state === "waiting") return h("p", { class: "mk" }, icon("clock"), t("me.award.waiting"));
  if (award.state === "refused") return h("p", { class: "mk" }, icon("bad"), t("me.award.refused", { reason: award.reason }));
  // From the offline copy, which has no codes.
  if (award.code === "") return h("p", { class: "mk" }, icon("clock"), t("me.award.code_later"));
  if (!award.code) return h("p", {}, award.collect || t("me.award.collect"));
  const copy = () => {
    if (copyNow(award.code)) view.showToast(t("me.award.copied"));
  };
  return h(
    "p",
    { class: "row" },
    h("span", {}, `${t("me.award.code")} `, h("code", { class: "code" }, award.code)),
    button(t("me.award.copy"), { class: "btn sec sm", on: { click: copy } }, icon("copy")),
  );
}

function claimRow(reward, won, points, view) {
  const had = won.filter((award) => award.reward === reward.reward && award.state !== "refused").length;
  const missing = reward.cost - points.spendable;
  const facts = [t("me.costs", { n: reward.cost }), reward.left > 0 && t("me.left", { n: reward.left })];
  return h(
    "li",
    { class: "item strip" },
    h(
      "span",
      { class: "grow" },
      h("h3", {}, reward.name),
      h("span", { class: "s m2" }, facts.filter(Boolean).join(" · ")),
    ),
    claimControl(reward, had, missing, points, view),
  );
}

function claimControl(reward, had, missing, points, view) {
  const note = (text) => h("p", { class: "s m2" }, text);
  if (reward.left <= 0) return note(t("me.out_of_stock"));
  if (had >= reward.per_person) return note(t("me.limit_reached"));
  if (missing > 0) return note(t("me.missing", { n: missing }));
  return button(
    t("me.claim"),
    { class: "btn sec", "aria-label": t("me.claim_named", { name: reward.name }), on: { click: () => confirmClaim(reward, points, view) } },
  );
}

function confirmClaim(reward, points, view) {
  // One key a dialog: pressed again after a network error, it claims once.
  const key = crypto.randomUUID();
  confirm({
    title: t("me.claim_title", { name: reward.name }),
    body: [
      h("p", {}, t("me.claim_costs", { n: reward.cost })),
      h("p", {}, t("me.claim_rest", { n: points.spendable - reward.cost })),
      h("p", { class: "m2" }, t("me.claim_first")),
    ],
    yes: t("me.claim_yes", { n: reward.cost }),
    doing: t("frame.sending"),
    action: async () => {
      const award = await claimReward(reward.reward, key);
      view.showToast(t(award.state === "waiting" ? "me.claimed_waiting" : "me.claimed"));
      await view.go("/me", { replace: true });
    },
    errorFor: (error) => (error instanceof Problem && REFUSALS.includes(error.code) ? t(`me.refused.${error.code}`) : null),
  });
}
