// One's own shares: what each has brought, and the question about those that are not confirmed.

import { button, h, icon } from "./elements.js";
import { when } from "./me_ledger.js";
import { moment, t } from "./texts.js";

const SHOWN = 5;

/** Draw the newest shares, and a button that shows the others. */
export function shares(own, view) {
  const rows = own.map((share) => row(share));
  const rest = rows.slice(SHOWN);
  for (const one of rest) one.hidden = true;
  return h(
    "section",
    { class: "stack-s", "aria-labelledby": "own-shares" },
    h("h2", { id: "own-shares" }, t("me.shares")),
    rows.length
      ? h("ul", { class: "card flush list" }, rows)
      : h("div", { class: "empty card" }, icon("offer"), h("p", {}, t("me.no_shares")), h("p", {}, h("a", { class: "lnk", href: "/" }, t("thanks.more")))),
    rest.length > 0 && all(rest, view),
  );
}

function row(share) {
  const isOpen = share.state === "opened";
  return h(
    "li",
    { class: "item", tabindex: "-1" },
    h("h3", {}, h("a", { class: "hit", href: `/share/${share.content}?share=${share.code}` }, share.title)),
    h(
      "p",
      { class: "s m2" },
      [
        t(`network.${share.network}`),
        !isOpen && t("me.share_clicks", { n: share.clicks }),
        ...reactions(share.post),
        when(new Date(share.opened)),
      ]
        .filter(Boolean)
        .join(" · "),
    ),
    state(share),
  );
}

function state(share) {
  if (share.state !== "opened") return h("p", { class: "mk ok" }, icon("done"), t("me.confirmed"));
  if (share.remind_at) return h("p", { class: "mk" }, icon("clock"), t("me.reminder", { time: moment(new Date(share.remind_at)) }));
  return h("p", { class: "mk" }, icon("question"), t(`question.${share.network}`));
}

function reactions(post) {
  if (!post) return [];
  const counts = { likes: post.likes, reposts: post.reposts + post.quotes, replies: post.replies };
  return Object.entries(counts).filter(([, n]) => n).map(([name, n]) => t(`me.post.${name}`, { n }));
}

function all(rest, view) {
  const show = ({ currentTarget }) => {
    for (const one of rest) one.hidden = false;
    currentTarget.parentElement.remove();
    rest[0].querySelector("a").focus();
    view.announce(t("me.more_shares", { n: rest.length }));
  };
  return h("p", {}, button(t("me.all_shares", { n: rest.length + SHOWN }), { class: "btn sec big", on: { click: show } }));
}
