/** What the server says for people, which is English, in the reader's language where it can be. */

import { known, language, t } from "./i18n.js";

const SERVER = "en";

/**
 * @param {string | null} text the server's own words
 * @param {string} key of our words for the stable code that came with them, where there are any
 * @returns {{text: string, lang?: string}} words, and their language where it is not the page's
 */
export function said(text, key) {
  const foreign = language() !== SERVER;
  if (known(key) && (foreign || !text)) return { text: t(key) };
  return foreign ? { text: text ?? "", lang: SERVER } : { text: text ?? "" };
}
