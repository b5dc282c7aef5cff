// The offline copy: the service worker keeps the client's files and the last answers for a time without a network.

import { LANGUAGE } from "./catalogue.js";
import { currentLanguage, textsUrl } from "./texts.js";

const ANSWERS = "lahetti-answers";
const VERSION = new URL(import.meta.url).pathname.split("/")[2];

/** Register the service worker; browsers that have none work without it. */
export async function keepForOffline() {
  if (!("serviceWorker" in navigator)) return;
  try {
    // It keeps the script that this page has run: its own request need not name the same languages.
    await navigator.serviceWorker.register(`/sw.js?language=${LANGUAGE}`, { updateViaCache: "none" });
    // The script has the texts of the browser's language; those of another were fetched before the worker was there.
    if (currentLanguage() === LANGUAGE) return;
    const files = await caches.open(`lahetti-files-${VERSION}`);
    await files.add(textsUrl(currentLanguage()));
  } catch (error) {
    // Refused by the browser's settings, or the network failed: the client works without it.
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
  }
}

/** Delete the answers that were kept for whoever was signed in. */
export async function deleteAnswers() {
  if ("caches" in globalThis) await caches.delete(ANSWERS);
}
