/** The reader's key or token. It lives in this tab's session, and travels in a header only; other
 * tabs get it from here (`tabs.js`). */

const NAME = "callshadow.key";
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

/** The headers of a REST request. */
export function headers() {
  const value = key();
  return value ? { Authorization: `Bearer ${value}` } : {};
}

/** The subprotocols of a WebSocket. */
export function protocols() {
  const value = key();
  return value ? ["callshadow.v1", `bearer.${value}`] : ["callshadow.v1"];
}
