/** Page: what every page of the console has, its language, its theme and its sign-in. */

import { byId, setText } from "./dom.js";
import { t } from "./i18n.js";
import { hasSession } from "./key.js";
import { offerLanguages } from "./language.js";
import { toggleTheme } from "./prefs.js";
import { signIn } from "./sign-in.js";

/**
 * @param {object} page `signInTitle` the key of the sign-in's title; `onLanguage()` when the reader
 *   has changed the language; `onKey(key)` when there is a key or token to go on with
 * @returns {{ask, accept}} the sign-in, as from `signIn`
 */
export function startPage({ signInTitle, onLanguage, onKey }) {
  const door = signIn(signInTitle, onKey);
  offerLanguages(onLanguage);
  document.documentElement.dataset.ready = "true";
  if (hasSession() && byId("sign-out")) import("./account.js").then(({ showAccount }) => showAccount());
  byId("theme").addEventListener("click", toggleTheme);
  return door;
}

/**
 * Say why what the page shows could not be read; who has to sign in is asked to.
 *
 * @param door the sign-in, as from `startPage`
 * @param error why, as from `ask`
 * @param {string} words for any other reason than that
 * @returns {boolean} whether to go on: not before somebody has signed in
 */
export function unread(door, error, words) {
  const isSignedOut = error.status === 401;
  if (isSignedOut) door.ask();
  else setText(byId("lost"), words);
  byId("lost").hidden = isSignedOut;
  return !isSignedOut;
}

/**
 * Read the page of older ones that a button leads to; say it where that can't be read.
 *
 * @param door the sign-in, as from `startPage`
 * @param {HTMLButtonElement} button pressed to read more; it is once for each page
 * @param more reads the page, and keeps it
 * @returns {Promise<boolean>} whether it was read
 */
export async function readOlder(door, button, more) {
  button.disabled = true;
  try {
    await more();
    byId("lost").hidden = true;
    return true;
  } catch (error) {
    if (unread(door, error, t("lost.older"))) byId("lost").scrollIntoView({ block: "nearest" });
    return false;
  } finally {
    button.disabled = false;
  }
}
