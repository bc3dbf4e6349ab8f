/** What the last calls with the same customer left, asked for once a call. */

import { clientOf } from "./api.js";
import { byId, icon, make } from "./dom.js";
import { language, t } from "./i18n.js";

const MOST = 3;

export function clientView(callId) {
  let asked = false;
  let calls = [];
  let profile = "";

  async function update(call) {
    profile = call.parameters.customer_profile ?? "";
    draw();
    if (asked || !call.person) return;
    asked = true;
    calls = await clientOf(callId).catch(() => []); // the call goes on without it
    draw();
  }

  function draw() {
    const lines = clientLines(calls, language(), t, profile);
    const list = byId("client");
    list.hidden = lines.length === 0;
    list.replaceChildren(...lines.map((words) => make("li", { title: words }, icon("info"), make("span", {}, words))));
  }

  return { update, draw };
}

/** The lines: the profile; the day, and what was promised, is open, or hurts, the last call first. */
export function clientLines(calls, tag, words, profile = "") {
  const lines = calls.flatMap(({ started_at, promised, open, pains }) => {
    const day = new Date(started_at).toLocaleDateString(tag, { day: "numeric", month: "short" });
    const line = (key, { text, speaker }) => words(key, { day, text, who: words(speaker) });
    return [
      ...promised.map((one) => line("client.promised", one)),
      ...open.map((one) => line("client.open", one)),
      ...pains.map((one) => line("client.pain", one)),
    ];
  });
  return [profile, ...lines].filter(Boolean).slice(0, MOST);
}
