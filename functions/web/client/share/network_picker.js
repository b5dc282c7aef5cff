// Where to share: the networks as chips, those used last first, the rest under "others"; and the question for the server
// of a network that is on servers of people's own choice, which is asked once.

import { setServer } from "../core/api.js";
import { button, h, icon, whileBusy } from "../core/dom.js";
import { Problem } from "../core/http.js";
import { deedOn } from "../core/networks.js";
import { t } from "../core/texts.js";

/** How many are shown at once, beside the chip with the others. */
const AT_ONCE = 5;

/** Draw the choice; those `used` for the content are marked, and `choose` is called with every change. */
export function networkPicker(view, networks, chosen, used, choose) {
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
      used.has(network) && [" ", mark(view.networks.get(network))],
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

/** Mark a network on which the content was shared, by a tick and in words. */
function mark(network) {
  return h("span", { class: "c s row" }, icon("done"), t(`share.used.${deedOn(network)}`));
}

/** Draw the question; `handleErrors` waits for saving and shows its errors, `saved` gets the changed person. */
export function serverQuestion(network, handleErrors, saved) {
  const error = h("p", { class: "err", id: "server-error", hidden: true }, icon("bad"), h("span", {}, t(`server.error.${network}`)));
  const field = h("input", {
    class: "inp",
    id: "server",
    inputmode: "url",
    autocapitalize: "off",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: t(`server.example.${network}`),
    "aria-describedby": "server-hint",
  });
  const box = h(
    "div",
    { class: "card stack-s fld" },
    h("label", { for: "server" }, t(`server.label.${network}`)),
    h("span", { class: "hint", id: "server-hint" }, t(`server.hint.${network}`)),
    error,
    field,
  );
  const save = async () => {
    try {
      saved(await setServer(network, nameIn(field.value)));
    } catch (problem) {
      if (!(problem instanceof Problem && problem.status === 422)) throw problem;
      error.hidden = false;
      box.classList.add("bad");
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", "server-error server-hint");
      field.focus();
    }
  };
  const pressed = button(t("frame.save"), {
    class: "btn sec",
    on: { click: () => handleErrors(whileBusy(pressed, t("frame.saving"), save)) },
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    pressed.click();
  });
  box.append(pressed);
  return box;
}

/** Return the server's name in what was entered: a name, an address, or @name@server. */
function nameIn(entered) {
  return entered.trim().replace(/^https?:\/\//i, "").replace(/\/.*$/, "").replace(/^.*@/, "");
}
