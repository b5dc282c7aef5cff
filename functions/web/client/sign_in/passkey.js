// Signing in with a passkey: the browser offers those that it has at the field for the address, and behind a button.

import { hasPasskeys, provePasskey } from "../core/passkeys.js";

const part = document.getElementById("passkey");

if (part && hasPasskeys()) {
  const button = part.querySelector("button");
  const trouble = part.querySelector("[role=alert]");
  let offered = new AbortController();

  const tell = (words) => {
    trouble.textContent = words;
    trouble.hidden = !words;
  };

  /** Ask the server, then the device, then the server; goes where somebody wanted to go. */
  const signIn = async (mediation, onAnswer = () => {}) => {
    const { options } = await post("/signin/passkey/options", {});
    const answer = await provePasskey(options, mediation, offered.signal);
    onAnswer();
    const { to } = await post("/signin/passkey", { answer, to: part.dataset.to });
    location.assign(to);
  };

  /** Let the browser offer passkeys while somebody types; nothing is said where it has none, or nobody takes one. */
  const offer = async () => {
    offered = new AbortController();
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    let isTaken = false;
    // Nobody has asked for anything until they take one: so an offer that fails is not told.
    await signIn("conditional", () => (isTaken = true)).catch((error) => isTaken && refused(error));
  };

  const refused = (error) => {
    // Somebody who closes the device's question knows that they did.
    if (error.name !== "NotAllowedError") tell(part.dataset.failed);
  };

  button.addEventListener("click", async () => {
    offered.abort();
    offered = new AbortController();
    tell("");
    button.setAttribute("aria-busy", "true");
    await signIn("optional").catch(refused);
    button.removeAttribute("aria-busy");
  });

  part.hidden = false;
  offer();
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
  return answer.json();
}
