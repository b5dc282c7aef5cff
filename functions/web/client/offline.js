// What is left without a network: the service worker's last answers. Here they are noticed, told and thrown away.

const ANSWERS = "lahetti-answers";

/** Let the service worker keep files and answers from now on; a browser without one does without. */
export async function keepForOffline() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch (error) {
    // Refused by the browser's settings, or the line was cut: the client works without.
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
  }
}

/** Throw away the answers that were kept for whoever was signed in. */
export async function forgetAnswers() {
  if ("caches" in globalThis) await caches.delete(ANSWERS);
}
