// Runs before any other module: asks for the session and for what the wanted screen will read.

import { ask } from "../core/api.js";
import { EVERYWHERE, needsOf, screenAt } from "./screens.js";

const screen = screenAt(location);
if (screen) [...needsOf(screen), ...EVERYWHERE].forEach(ask);
