/** The call inside another page's iframe: what it tells its parent, and the token it may be given.
 *
 * `?origin=https://crm.example` names the only parent that is spoken to and listened to; without
 * it, neither happens. Messages out: `{source: "callshadow", type, call_id, data}` with type
 * `suggestion`, `turn` or `ended`. In: `{source: "callshadow", type: "token", token}`.
 */

export function embedding(onToken) {
  const embedded = location.pathname.startsWith("/embed/");
  const origin = new URLSearchParams(location.search).get("origin");
  if (!embedded || !origin || window.parent === window) return { tell() {} };

  window.addEventListener("message", (event) => {
    const wanted = event.origin === origin && event.source === window.parent;
    if (!wanted || event.data?.source !== "callshadow") return;
    if (event.data.type === "token" && typeof event.data.token === "string") {
      onToken(event.data.token);
    }
  });

  const names = { "suggestion.final": "suggestion", "turn.final": "turn", "call.ended": "ended" };
  return {
    tell(event) {
      const type = names[event.type];
      if (!type) return;
      const { call_id, data } = event;
      window.parent.postMessage({ source: "callshadow", type, call_id, data }, origin);
    },
  };
}
