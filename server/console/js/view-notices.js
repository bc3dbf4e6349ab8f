/** The notices, where they belong: the hearing at the transcript's end, the rest by the advice. */

import { byId, icon, make, reconcile, setText } from "./dom.js";

export function noticesView() {
  const lists = { coach: byId("coach-notices"), transcript: byId("transcript-notices") };
  const nodes = new Map();

  function nodeOf(notice) {
    const known = nodes.get(notice.key);
    const node = known ?? make("p", { role: "status" }, icon(notice.tone === "plain" ? "info" : "warn"), make("span"));
    nodes.set(notice.key, node);
    node.className = `notice ${notice.tone}`;
    setText(node.lastChild, notice.text);
    return node;
  }

  return function update(found) {
    for (const [place, list] of Object.entries(lists)) {
      reconcile(list, found.filter((notice) => notice.place === place).map(nodeOf));
    }
    const keys = new Set(found.map((notice) => notice.key));
    for (const key of nodes.keys()) if (!keys.has(key)) nodes.delete(key);
  };
}
