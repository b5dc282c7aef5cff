// The texts that the script brings along. The server writes a module like this one in its place, with the texts of one
// language and the languages there are (functions/http_adapter/client_files.py).

/** The language of this script. */
export const LANGUAGE = "fi";

/** The languages of the interface by code, with their own name and locale; the first is spoken where nothing is known. */
export const LANGUAGES = { fi: { name: "Suomi", locale: "fi-FI" } };

/** The texts of this script's language by key; one that depends on a number has forms. */
export const TEXTS = {};
