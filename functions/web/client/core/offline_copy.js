// What is left without a network: the service worker's last answers. Here they are noticed, told and thrown away.

import { LANGUAGE } from "./catalogue.js";
import { spoken, textsUrl } from "./texts.js";

const ANSWERS = "lahetti-answers";
const VERSION = new URL(import.meta.url).pathname.split("/")[2];

/** Let the service worker keep files and answers from now on; a browser without one does without. */
export async function keepForOffline() {
  if (!("serviceWorker" in navigator)) return;
  try {
    // It keeps the script that this page has run: its own request need not name the same languages.
    await navigator.serviceWorker.register(`/sw.js?language=${LANGUAGE}`, { updateViaCache: "none" });
    // The script has the texts of the browser's language; those of another were fetched before the worker was there.
    if (spoken() === LANGUAGE) return;
    const files = await caches.open(`lahetti-files-${VERSION}`);
    await files.add(textsUrl(spoken()));
  } catch (error) {
    // Refused by the browser's settings, or the line was cut: the client works without.
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
  }
}

/** Throw away the answers that were kept for whoever was signed in. */
export async function forgetAnswers() {
  if ("caches" in globalThis) await caches.delete(ANSWERS);
}
