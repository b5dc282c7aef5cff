// The screens by their addresses. `needs` names what a screen will read of the API, so that it can be asked for at once.
// functions/web/screens.py has the same names, start/app.js the function that draws each.

import { paths } from "../core/paths.js";

const SCREENS = [
  { name: "offer", path: /^\/$/, needs: () => [paths.contents, paths.shares] },
  {
    name: "share",
    path: /^\/share\/([^/]+)$/,
    needs: ([, content], search) => [paths.content(content), ...(search.has("share") ? [] : [paths.shares])],
    task: true,
  },
  { name: "race", path: /^\/race$/ },
  { name: "suggest", path: /^\/suggest$/, needs: () => [paths.mySuggestions] },
  { name: "me", path: /^\/me$/, needs: () => [paths.points, paths.shares] },
  { name: "points", path: /^\/points$/ },
  { name: "invite", path: /^\/invite$/ },
  { name: "guidelines", path: /^\/guidelines$/, needs: () => [paths.guidelines] },
  { name: "accessibility", path: /^\/accessibility$/, open: true },
];

/** Return the screen of an address with the `match` of its path and its `search`, or undefined. */
export function screenAt({ pathname, search }) {
  const screen = SCREENS.find((one) => one.path.test(pathname));
  return screen && { ...screen, match: pathname.match(screen.path), search: new URLSearchParams(search) };
}

/** Return the paths of the API that a screen will read. */
export function needsOf(screen) {
  return screen.needs?.(screen.match, screen.search) ?? [];
}
