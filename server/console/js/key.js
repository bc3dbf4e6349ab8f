/** The reader's key or token, or their session. A key lives in this tab's session, and travels in a
 * header only; other tabs get it from here (`tabs.js`). A session is a cookie that no script reads;
 * the one beside it shows that a request is this console's own. */

const NAME = "callshadow.key";
const CSRF = /(?:^|; )(?:__Host-)?callshadow-csrf=([0-9a-f]+)/;
const CSRF_NAME = /(?:__Host-)?callshadow-csrf(?==)/;
let held = null;

export function key() {
  if (held) return held;
  try {
    return sessionStorage.getItem(NAME);
  } catch {
    return null; // storage is refused to some iframes
  }
}

export function setKey(value) {
  held = value.trim();
  try {
    sessionStorage.setItem(NAME, held);
  } catch {
    // the key then holds for this page only
  }
}

export function forgetKey() {
  held = null;
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // nothing was kept
  }
}

const csrf = () => CSRF.exec(document.cookie)?.[1];

/** Forget a session that has ended, as far as a script can. */
export function forgetSession() {
  const name = document.cookie.match(CSRF_NAME)?.[0];
  if (name) document.cookie = `${name}=; Max-Age=0; Path=/${name.startsWith("__") ? "; Secure" : ""}`;
}

/** Whether there is something to sign out of. */
export const signedIn = () => key() !== null || hasSession();

/** Whether the reader is known by a session, and not by a key. */
export const hasSession = () => key() === null && Boolean(csrf());

/** Where the reader signs in, to come back to a page; null on a server that has no such way. */
export function providerAddress(page = location.pathname + location.search) {
  const way = document.querySelector('meta[name="sign-in"]')?.content;
  return way ? `${way}?next=${encodeURIComponent(page)}` : null;
}

/** Whether the server asks nobody for a key: it lets who has none in, and has no other way. */
export const isOpen = () => key() === null && !providerAddress();

/** The headers of a REST request. */
export function headers() {
  const value = key();
  if (value) return { Authorization: `Bearer ${value}` };
  const shown = csrf();
  return shown ? { "Callshadow-CSRF": shown } : {};
}

/** The subprotocols of a WebSocket. */
export function protocols() {
  const value = key();
  return value ? ["callshadow.v1", `bearer.${value}`] : ["callshadow.v1"];
}
