// What a browser is asked of a passkey, and how its answer goes back: the JSON of WebAuthn, which not all browsers that
// have passkeys can read and write by themselves.

/** Return whether this browser has passkeys at all. */
export const hasPasskeys = () => "PublicKeyCredential" in window;

/** Have the device make a passkey; returns the answer as JSON. Throws what the browser throws where it is refused. */
export async function makePasskey({ challenge, user, excludeCredentials = [], ...options }) {
  const publicKey = {
    ...options,
    challenge: bytes(challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) })),
  };
  const made = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = made.response;
  return answer(made, { clientDataJSON, attestationObject }, { transports: made.response.getTransports?.() ?? [] });
}

/** Have the device prove a passkey that it has; `mediation` "conditional" waits until somebody takes one that is offered. */
export async function provePasskey({ challenge, ...options }, mediation, signal) {
  const publicKey = { ...options, challenge: bytes(challenge), allowCredentials: [] };
  const proven = await navigator.credentials.get({ publicKey, mediation, signal });
  const { clientDataJSON, authenticatorData, signature, userHandle } = proven.response;
  return answer(proven, { clientDataJSON, authenticatorData, signature, userHandle: userHandle ?? new ArrayBuffer() }, {});
}

function answer({ rawId, type }, buffers, more) {
  const response = Object.fromEntries(Object.entries(buffers).map(([name, buffer]) => [name, text(buffer)]));
  return { id: text(rawId), rawId: text(rawId), type, response: { ...response, ...more } };
}

const bytes = (base64url) => Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
