// How points come about, made of the programme's settings: what brings how many, the limits of a day, balances, races.

import { h, icon } from "../core/dom.js";
import { t } from "../core/texts.js";
import { raceName } from "../race/periods.js";
import { LEAST } from "../share/wording.js";

/** Draw the screen; points of the prize race follow when they have been read. */
export async function points(view) {
  const { programme: now, races } = view;
  const prize = races.races.find(({ race }) => race === races.prize);
  const own = h("p", { hidden: true });
  view.place.then((place) => {
    if (!place) return;
    own.append(t("points.yours", { n: place.points, race: raceName(prize) }), " ", h("a", { href: "/race" }, t("points.see_race")));
    own.hidden = false;
  }, () => own.remove());
  return h(
    "div",
    { class: "stack-l" },
    h("div", { class: "stack-s" }, h("h1", {}, t("points.title")), h("p", {}, t("points.lead")), own),
    part("earning", h("ul", { class: "card flush list" }, earnings(now))),
    part("caps", ...caps(now)),
    part("balances", text("balances"), h("p", {}, h("a", { class: "lnk", href: "/me" }, t("points.see_history")))),
    part("reversals", text("reversals")),
    part("races", text("races", { names: races.races.map(raceName).join(", ") }), prize && prizes(prize, now), h("p", {}, t("race.rule"))),
    part("left_out", text("left_out"), h("p", {}, t("race.anonymous_rule"))),
    h("p", { class: "s m2" }, t("points.settings")),
  );
}

function part(name, ...content) {
  return h("section", { class: "stack-s", "aria-labelledby": name }, h("h2", { id: name }, t(`points.part.${name}`)), content);
}

const text = (name, values) => h("p", {}, t(`points.about.${name}`, values));

/** Draw what brings points, with its rule and, where it is done in the client, the way there. */
function earnings(now) {
  const rows = [
    ["share", now.share_points, { n: now.daily_shares }],
    ["own_wording", now.own_wording_points, { n: LEAST }],
    ["click", now.scored_clicks ? now.click_points : 0, { n: now.scored_clicks }],
    ["suggestion", now.suggestion_points, {}, "/suggest"],
    ["colleague", now.invitation_points, {}, "/invite"],
  ];
  return rows
    .filter(([, worth]) => worth > 0)
    .map(([name, worth, values, way]) =>
      h(
        "li",
        { class: "item" },
        h(
          "div",
          { class: "row" },
          h("h3", { class: "grow" }, t(`points.earn.${name}`)),
          h("span", { class: "tag warn num" }, t("points.more", { n: worth })),
        ),
        h("p", { class: "s m2" }, t(`points.rule.${name}`, values)),
        way && h("p", {}, h("a", { class: "lnk", href: way }, t(`points.way.${name}`), icon("next"))),
      ),
    );
}

/** Say what of a day brings points at most, and what is outside of that. */
function caps({ daily_shares: shares, daily_points: most, suggestion_points: suggestion, invitation_points: invitation }) {
  const outside = [suggestion && t("points.outside.suggestion"), invitation && t("points.outside.colleague")].filter(Boolean);
  const [first, second] = outside;
  return [
    h("ul", { class: "dots" }, h("li", {}, t("points.cap.shares", { n: shares })), h("li", {}, t("points.cap.points", { n: most }))),
    text("caps"),
    first && text("outside", { what: second ? t("points.both", { first, second }) : first }),
  ];
}

/** Say in which race prizes are given, and what a ticket of its draw takes. */
function prizes(prize, { draw_points: draw }) {
  return h("p", {}, t("points.about.prizes", { race: raceName(prize) }), " ", t("points.draw", { n: draw }));
}
