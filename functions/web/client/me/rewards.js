// Rewards: what can be claimed for points, and what was won, with its codes. A claim shows its award where it was pressed.

import { isExpected } from "../core/announce.js";
import { claimReward, readMyAwards, readPoints, readRewards } from "../core/api.js";
import { copyNow } from "../core/clipboard.js";
import { button, h, icon, notice } from "../core/dom.js";
import { confirm } from "../core/forms.js";
import { Problem } from "../core/http.js";
import { ordinalAlone, t } from "../core/texts.js";
import { when } from "./ledger.js";

const REFUSALS = ["not_enough_points", "out_of_stock", "limit_reached"];

/**
 * Draw what can be claimed and what was won; null where there is neither. `changed` gets the person's points after a
 * claim.
 */
export function rewards(offered, won, points, view, changed) {
  const place = h("div", {});
  const claimed = async (made) => {
    const now = await afterClaim(made, { offered, won, points }, view);
    place.replaceChildren(section(now, made, view, claimed));
    changed(now.points);
    const outcome = place.querySelector(".claimed");
    outcome.focus({ preventScroll: true });
    outcome.scrollIntoView({ block: "nearest" });
  };
  const drawn = section({ offered, won, points }, null, view, claimed);
  if (!drawn) return null;
  place.append(drawn);
  return place;
}

/** Read rewards, awards and points anew; where that fails, return them as they were, with the award that was made. */
async function afterClaim(made, before, { signal }) {
  try {
    const [offered, won, points] = await Promise.all([readRewards({ signal }), readMyAwards({ signal }), readPoints(null, { signal })]);
    return { offered, won, points };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return {
      offered: before.offered,
      won: [{ ...made, code: made.collect ? null : "" }, ...before.won],
      points: { ...before.points, spendable: before.points.spendable - made.cost },
    };
  }
}

function section({ offered, won, points }, made, view, claimed) {
  const claimable = offered.filter((reward) => reward.way === "claim");
  if (!claimable.length && !won.length) return null;
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "rewards" },
    h("h2", { id: "rewards" }, t("me.rewards")),
    won.length > 0 && h("ul", { class: "stack-s", "aria-label": t("me.won") }, won.map((award) => prize(award, view))),
    claimable.length > 0 &&
      h(
        "ul",
        { class: "card flush list", "aria-label": t("me.claimable") },
        claimable.map((reward) => claimRow(reward, won, points, made, view, claimed)),
      ),
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
    h("span", {}, `${t("me.award.code")} `, h("code", { class: "voucher" }, award.code)),
    button(
      t("me.award.copy"),
      { class: "btn sec sm", "aria-label": t("me.award.copy_named", { name: award.name }), on: { click: copy } },
      icon("copy"),
    ),
  );
}

function claimRow(reward, won, points, made, view, claimed) {
  const had = won.filter((award) => award.reward === reward.reward && award.state !== "refused").length;
  const missing = reward.cost - points.spendable;
  const facts = [t("me.costs", { n: reward.cost }), reward.left > 0 && t("me.left", { n: reward.left })];
  const award = made?.reward === reward.reward && won.find(({ claim }) => claim === made.claim);
  return h(
    "li",
    { class: "item strip" },
    h(
      "span",
      { class: "grow" },
      h("h3", {}, reward.name),
      h("span", { class: "s m2" }, facts.filter(Boolean).join(" · ")),
    ),
    claimControl(reward, had, missing, points, view, claimed),
    award && outcome(award, view),
  );
}

/** Draw what a claim has just brought. */
function outcome(award, view) {
  const text = t(award.state === "waiting" ? "me.claimed_waiting" : "me.claimed");
  const drawn = notice("ok", "done", h("p", { class: "b" }, text), award.state !== "waiting" && state(award, view));
  drawn.classList.add("claimed");
  drawn.tabIndex = -1;
  return drawn;
}

function claimControl(reward, had, missing, points, view, claimed) {
  const note = (text) => h("p", { class: "s m2" }, text);
  if (reward.left <= 0) return note(t("me.out_of_stock"));
  if (had >= reward.per_person) return note(t("me.limit_reached"));
  if (missing > 0) return note(t("me.missing", { n: missing }));
  return button(
    t("me.claim"),
    { class: "btn sec", "aria-label": t("me.claim_named", { name: reward.name }), on: { click: () => confirmClaim(reward, points, claimed) } },
  );
}

function confirmClaim(reward, points, claimed) {
  // One key a dialog: pressed again after a network error, it claims once.
  const key = crypto.randomUUID();
  let made;
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
      made = await claimReward(reward.reward, key);
    },
    after: () => claimed(made),
    errorFor: (error) => (error instanceof Problem && REFUSALS.includes(error.code) ? t(`me.refused.${error.code}`) : null),
  });
}
