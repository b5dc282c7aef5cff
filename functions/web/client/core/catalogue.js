// The texts that the bundle brings along. The server writes a module with the texts of one language in this one's place
// (functions/http_adapter/client_bundles.py).

/** The language of the bundle. */
export const LANGUAGE = "fi";

/** Its texts by their keys; one that depends on a number has forms. */
export const TEXTS = {};
