/** The notices, where they belong: the hearing at the transcript's end, the rest by the advice. */

import { announce } from "./announce.js";
import { tellConsent } from "./api.js";
import { byId, icon, make, reconcile, setText, setWords } from "./dom.js";
import { t } from "./i18n.js";

const ICONS = { warn: "warn", bad: "warn", plain: "info", note: "note" };

/** @param {string} callId whose customer's consent is told */
export function noticesView(callId) {
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
      reconcile(list, wanted.map((notice) => draw(nodes.get(notice.key) ?? build(notice, dismiss), notice, callId)));
    }
    const keys = new Set(found.map((notice) => notice.key));
    for (const key of nodes.keys()) if (!keys.has(key)) nodes.delete(key);
  };
}

function draw(node, { tone, words, choices = [] }, callId) {
  node.className = `notice ${tone}`;
  setWords(node.querySelector(".notice-words"), words);
  const labels = choices.map((choice) => t(`consent.${choice}`)).join();
  if ((node.dataset.choices ?? "") !== labels) {
    node.dataset.choices = labels;
    node.querySelector(".notice-choices")?.remove();
    if (labels) node.append(make("span", { class: "notice-choices" }, ...choices.map((one) => choiceButton(one, callId))));
  }
  return node;
}

/** A status of the call says what became of it. */
function choiceButton(choice, callId) {
  const button = make("button", { class: "button" }, t(`consent.${choice}`));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await tellConsent(callId, choice === "agrees");
    } catch {
      setText(button, t("consent.failed"));
      announce(t("consent.failed"));
    }
    button.disabled = false;
  });
  return button;
}
