// Builds elements, and the small parts that all screens are made of. Text goes in as text: nothing that comes from
// outside is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element; `on` holds listeners, true is an attribute without a value, false and null leave it out. */
export function h(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** Make an SVG element. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, { on = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  for (const [type, listener] of Object.entries(on)) element.addEventListener(type, listener);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const ICONS = {
  offer: ["M4 5h16v10H9l-5 4z", "M8 9h8M8 12h5"],
  race: ["M5 20v-7M12 20V5M19 20v-10"],
  suggest: ["M12 5v14M5 12h14"],
  me: ["M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0z", "M4 20c1.500-4 4.500-5 8-5s6.500 1 8 5"],
  download: ["M12 4v11M8 11l4 4 4-4M5 20h14"],
  pause: ["M8 5v14M16 5v14"],
  leave: ["M14 4H5v16h9M11 12h9M17 9l3 3-3 3"],
  people: ["M12 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0z", "M3 19c1-3 3-4.500 6-4.500s5 1.500 6 4.500M16 5.200a3 3 0 0 1 0 5.600M18 15c1.500.8 2.500 2 3 4"],
  next: ["M9 5l7 7-7 7"],
  back: ["M15 5l-7 7 7 7"],
  outside: ["M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"],
  edit: ["M4 20l1-4L16 5l3 3L8 19z"],
  copy: ["M8 8h12v12H8z", "M16 8V4H4v12h4"],
  phone: ["M12 15V3M8 7l4-4 4 4M7 11H5v10h14V11h-2"],
  qr: ["M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4z", "M14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 19v1"],
  clock: ["M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z", "M12 7v5l3.500 2"],
  cross: ["M6 6l12 12M18 6L6 18"],
  done: ["M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z", "M8 12.300l2.800 2.800L16 9.500"],
  warn: ["M12 3.500L22 20.500H2z", "M12 10v4.500M12 17.400v.1"],
  bad: ["M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z", "M12 7v6M12 16.400v.1"],
  info: ["M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z", "M12 11v6M12 7.600v.1"],
  seen: ["M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12z", "M15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0z"],
  ticket: ["M3 7h18v3.500a1.700 1.700 0 0 0 0 3.400V17H3v-3.100a1.700 1.700 0 0 0 0-3.400z", "M14 7v2M14 11v2M14 15v2"],
  down: ["M12 4v11M7.500 11l4.500 4.500 4.500-4.500M5 20h14"],
  search: ["M17 10.500a6.500 6.500 0 1 1-13 0 6.500 6.500 0 0 1 13 0z", "M15.500 15.500L20 20"],
  dots: ["M5 12h.1M12 12h.1M19 12h.1"],
  keep: ["M6 4h12v16l-6-4-6 4z"],
  question: ["M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z", "M9.500 9.500a2.500 2.500 0 1 1 3.700 2.200c-.8.5-1.200 1-1.200 1.800M12 16.800v.1"],
};

/** Draw an icon; the words beside it say what it means. */
export function icon(name) {
  const lines = ICONS[name].map((d) => svg("path", { d }));
  return svg("svg", { class: "i", viewBox: "0 0 24 24", "aria-hidden": "true" }, lines);
}

/** Draw the mark: a dart with two dots, which reads as Ä. */
export function mark() {
  return svg(
    "svg",
    { class: "mark", viewBox: "0 0 32 32", "aria-hidden": "true" },
    svg("path", {
      d: "M16 5.200a1.900 1.900 0 011.750 1.150l8.900 20.300c.7 1.600-1 3.100-2.500 2.300L16 24.700l-8.150 4.250c-1.500.8-3.200-.7-2.500-2.300l8.900-20.300A1.900 1.900 0 0116 5.200z",
    }),
    svg("circle", { class: "d", cx: 7.2, cy: 6.6, r: 3.1 }),
    svg("circle", { class: "d", cx: 24.8, cy: 6.6, r: 3.1 }),
  );
}

/** Make a notice within the page: kind is "", "ok", "warn" or "bad". */
export function notice(kind, picture, ...children) {
  return h("div", { class: `note ${kind}` }, icon(picture), h("div", { class: "stack-s" }, children));
}

/** Make a button with a text, which `whileBusy` can change. */
export function button(text, attributes = {}, ...before) {
  return h("button", { class: "btn", type: "button", ...attributes }, before, h("span", { class: "tx" }, text));
}

/** Run `work` with the button busy: it shows `text` and cannot be pressed again until then. */
export async function whileBusy(pressed, text, work) {
  if (pressed.getAttribute("aria-busy") === "true") return;
  const label = pressed.querySelector(".tx");
  const before = label.textContent;
  pressed.setAttribute("aria-busy", "true");
  label.textContent = text;
  try {
    await work();
  } finally {
    pressed.removeAttribute("aria-busy");
    label.textContent = before;
  }
}

/** Scroll a row sideways until one of its items, or null, is in the middle; the page itself stays where it is. */
export function showInRow(row, item) {
  if (item) row.scrollLeft = item.offsetLeft - row.offsetLeft - (row.clientWidth - item.offsetWidth) / 2;
}

let folds = 0;

/** Make a row of a list that runs `action`: an icon, its name, and with `more` what happens then. */
export function actionRow(picture, text, more, action) {
  return h("li", {}, rowButton(picture, text, more, { on: { click: action } }));
}

/** Make a row that leads somewhere. */
export function linkRow(href, text, more, ...marks) {
  return h("li", {}, h("a", { class: "net", href }, words(text, more), marks, icon("next")));
}

/** Make a row that unfolds what `draw` returns (an element or a promise of one), and folds it again. */
export function foldRow(picture, text, more, draw) {
  folds += 1;
  const panel = h("div", { class: "fold", id: `fold-${folds}`, hidden: true });
  const row = rowButton(picture, text, more, { "aria-expanded": "false", "aria-controls": panel.id });
  row.addEventListener("click", async () => {
    const opens = panel.hidden;
    if (opens) {
      const drawn = await draw();
      if (!drawn) return;
      panel.replaceChildren(drawn);
    }
    panel.hidden = !opens;
    row.setAttribute("aria-expanded", String(opens));
    if (opens) panel.scrollIntoView({ block: "nearest" });
  });
  return h("li", {}, row, panel);
}

function rowButton(picture, text, more, attributes) {
  // An action that is done at once and needs no explanation has no arrow.
  const isSimple = !more && !("aria-expanded" in attributes);
  return h("button", { class: "net", type: "button", ...attributes }, icon(picture), words(text, more), !isSimple && icon("next"));
}

function words(text, more) {
  return h("span", { class: "grow" }, h("b", {}, text), more && h("span", { class: "s m2" }, more));
}
