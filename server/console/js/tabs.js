/** The tabs of one browser: a key is lent from one to the next, and given up by all at once.
 *
 * Nothing is written down for it: when the last tab is closed, the key is gone. Frames in other
 * pages take no part, and a token, which opens one call alone, stays where it is.
 */

import { isEmbedded } from "./dom.js";
import { forgetKey, hasSession, headers, key } from "./key.js";

const PATIENCE_MS = 250;
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const alone = isEmbedded();
const tabs = alone ? null : new BroadcastChannel("callshadow");
let lent = null;

if (tabs) {
  tabs.onmessage = ({ data }) => {
    if (data.type === "wanted" && key() && !TOKEN.test(key())) {
      tabs.postMessage({ type: "lent", key: key() });
    } else if (data.type === "lent") lent?.(data.key);
    else if (data.type === "signed-out") leave();
  };
}

/** The key of another tab, other than the one that was refused here; null where there is none. */
export function borrowKey() {
  if (!tabs) return Promise.resolve(null);
  return new Promise((answer) => {
    lent = (value) => value !== key() && answer(value);
    setTimeout(() => answer(null), PATIENCE_MS);
    tabs.postMessage({ type: "wanted" });
  });
}

/** Forget the key, or end the session, here and in all tabs. */
export async function signOut() {
  const next = hasSession() ? await endSession() : null;
  tabs?.postMessage({ type: "signed-out" });
  if (next) location.assign(next);
  else leave();
}

/** End the session at the server; the page that comes next, null where it was over already. */
async function endSession() {
  const request = { method: "DELETE", headers: headers() };
  const answer = await fetch("/api/session", request).catch(() => null);
  return answer?.ok ? (await answer.json()).leads_to : null;
}

function leave() {
  forgetKey();
  location.reload();
}
