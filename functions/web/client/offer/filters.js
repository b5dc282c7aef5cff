// The fields by which the offer is searched and narrowed. They come when they are first wanted.

import { button, h } from "../core/dom.js";
import { t } from "../core/texts.js";
import { SHOWN } from "./filter.js";

const TYPING = 300;

/** Draw the fields; `narrow` is called with what a field changes, and with null to take everything back. */
export function filters(filter, { channels, networks }, languages, narrow) {
  const { values } = filter;
  const search = h("input", { class: "inp", id: "f-search", type: "search", autocomplete: "off" });
  search.value = values.search ?? "";
  let typing;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => narrow({ search: search.value.trim() || null }), TYPING);
  });
  const select = (name, label, options) => {
    const field = h(
      "select",
      { class: "inp", id: `f-${name}` },
      h("option", { value: "" }, t("offer.all")),
      options.map(([value, text]) => h("option", { value, selected: value === values[name] }, text)),
    );
    field.addEventListener("change", () => narrow({ [name]: field.value || null }));
    return h("div", { class: "fld" }, h("label", { for: field.id }, label), field);
  };
  const listed = [...networks.values()].filter((one) => one.is_listed);
  return h(
    "form",
    { class: "card filters", role: "search", on: { submit: (event) => event.preventDefault() } },
    h("div", { class: "fld" }, h("label", { for: "f-search" }, t("offer.search")), search),
    select("show", t("offer.show"), SHOWN.map((one) => [one, t(`offer.show.${one}`)])),
    select("channel", t("offer.channel"), [...channels.values()].map((one) => [one.channel, one.name])),
    select("language", t("offer.language"), languages.map((one) => [one, t(`language.in.${one}`)])),
    select("network", t("offer.network"), listed.map(({ network }) => [network, t(`network.${network}`)])),
    h("p", {}, button(t("offer.clear"), { class: "tbtn", on: { click: () => narrow(null) } })),
  );
}
