// Where to share: the networks as chips, those used last first, the rest under "others".

import { button, h } from "./elements.js";
import { AT_ONCE } from "./networks.js";
import { t } from "./texts.js";

/** Draw the choice; `choose` is told of every change. */
export function networkPicker(networks, chosen, choose) {
  const chip = (network) =>
    h(
      "label",
      { class: "chip" },
      h("input", {
        type: "radio",
        name: "network",
        value: network,
        checked: network === chosen,
        on: { change: () => choose(network) },
      }),
      h("span", {}, t(`network.${network}`)),
    );
  const isAmongRest = networks.indexOf(chosen) >= AT_ONCE;
  const rest = h("div", { class: "chips", id: "others", hidden: !isAmongRest }, networks.slice(AT_ONCE).map(chip));
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
    h("div", { class: "chips" }, networks.slice(0, AT_ONCE).map(chip), others),
    rest,
  );
}
