// Runs before the client itself has come: asks for the session and for what the wanted screen will read.

import { ask } from "./api.js";
import { EVERYWHERE, needsOf, screenAt } from "./screens.js";

const screen = screenAt(location);
if (screen) [...needsOf(screen), ...EVERYWHERE].forEach(ask);
