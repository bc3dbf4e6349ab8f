/** The notices, where they belong: the hearing at the transcript's end, the rest by the advice. */

import { byId, icon, make, reconcile, setWords } from "./dom.js";
import { t } from "./i18n.js";

const ICONS = { warn: "warn", bad: "warn", plain: "info", note: "note" };

export function noticesView() {
  const lists = { coach: byId("coach-notices"), transcript: byId("transcript-notices") };
  const nodes = new Map();

  function build({ key, tone }, dismiss) {
    const words = make("span", { class: "notice-words" });
    const node = make("div", { role: "status" }, icon(ICONS[tone]), words);
    if (tone === "note") {
      const button = make("button", { class: "button plain", "aria-label": t("close") }, icon("cross"));
      button.addEventListener("click", () => dismiss(key));
      node.append(button);
    }
    nodes.set(key, node);
    return node;
  }

  return function update(found, dismiss) {
    for (const [place, list] of Object.entries(lists)) {
      const wanted = found.filter((notice) => notice.place === place);
      reconcile(list, wanted.map((notice) => draw(nodes.get(notice.key) ?? build(notice, dismiss), notice)));
    }
    const keys = new Set(found.map((notice) => notice.key));
    for (const key of nodes.keys()) if (!keys.has(key)) nodes.delete(key);
  };
}

function draw(node, { tone, words }) {
  node.className = `notice ${tone}`;
  setWords(node.querySelector(".notice-words"), words);
  return node;
}
