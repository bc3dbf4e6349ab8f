/** The call inside another page's iframe: what it tells its parent, and the token it may be given
 * (docs/embedding.md).
 *
 * `?origin=https://crm.example` names the only parent that is spoken to and listened to. The server
 * writes it into the page if it is allowed to frame calls; without it, neither happens. Messages out: `{source: "callshadow", type, call_id, data}` with type
 * `suggestion`, `turn`, `ended`, `token_needed` or `token_expiring`. In:
 * `{source: "callshadow", type: "token", token}`.
 */

import { isEmbedded } from "./dom.js";

/**
 * @param {(token: string) => void} onToken when the parent gives one
 * @returns {{tell, needToken}} `tell(event)` passes on what concerns the parent; `needToken(callId)`
 *   asks for a token, and returns whether there is somebody to ask
 */
export function embedding(onToken) {
  const embedded = isEmbedded();
  const origin = document.querySelector('meta[name="parent-origin"]')?.content;
  if (!embedded || !origin || window.parent === window) {
    return { tell() {}, needToken: () => false };
  }

  window.addEventListener("message", (event) => {
    const wanted = event.origin === origin && event.source === window.parent;
    if (!wanted || event.data?.source !== "callshadow") return;
    if (event.data.type === "token" && typeof event.data.token === "string") {
      onToken(event.data.token);
    }
  });

  const names = { "suggestion.final": "suggestion", "turn.final": "turn", "call.ended": "ended" };
  const post = (type, call_id, data) =>
    window.parent.postMessage({ source: "callshadow", type, call_id, data }, origin);
  return {
    tell({ type, call_id, data }) {
      if (names[type]) post(names[type], call_id, data);
      else if (data.error_code === "token_expiring") post("token_expiring", call_id, data.details);
    },
    needToken(callId) {
      post("token_needed", callId, {});
      return true;
    },
  };
}
