// Runs before the other modules: asks for the session, for what every screen needs, and for what the wanted one will read.
// Over a slow line the answers then come while the rest of the script is still being run.

import { prefetch } from "../core/http.js";
import { paths } from "../core/paths.js";
import { needsOf, screenAt } from "./screens.js";

const screen = screenAt(location);
if (screen) [...needsOf(screen), paths.start].forEach(prefetch);
