// The screens by their addresses. `needs` names what a screen will read of the API, so that it can be asked for at once.
// functions/web/screens.py has the same names, start/app.js the function that draws each.

const SCREENS = [
  { name: "offer", path: /^\/$/, needs: () => ["/contents", "/shares"] },
  {
    name: "share",
    path: /^\/share\/([^/]+)$/,
    needs: ([, content], search) => [`/contents/${content}`, ...(search.has("share") ? [] : ["/shares"])],
    task: true,
  },
  { name: "race", path: /^\/race$/ },
  { name: "suggest", path: /^\/suggest$/, needs: () => ["/suggestions"] },
  { name: "me", path: /^\/me$/, needs: () => ["/points", "/shares"] },
  { name: "guidelines", path: /^\/guidelines$/, needs: () => ["/guidelines"] },
  { name: "accessibility", path: /^\/accessibility$/, open: true },
];

/** What every screen needs of the programme, and of the person. */
export const EVERYWHERE = ["/me", "/programme", "/channels", "/races"];

/** Return the screen of an address with the `match` of its path and its `search`, or undefined. */
export function screenAt({ pathname, search }) {
  const screen = SCREENS.find((one) => one.path.test(pathname));
  return screen && { ...screen, match: pathname.match(screen.path), search: new URLSearchParams(search) };
}

/** Return what a screen will read of the API. */
export function needsOf(screen) {
  return screen.needs?.(screen.match, screen.search) ?? [];
}
