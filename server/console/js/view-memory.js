/** "So far": what the coach remembers of the call, in five lines that keep their place. */

import { byId, setText } from "./dom.js";
import { t } from "./i18n.js";

const NONE = "–";
const FACTS = ["price", "date", "number", "person", "company", "name"];
const MOST = 4;

export function drawMemory(call) {
  const lines = memoryLines(call.memory, t);
  for (const [name, words] of Object.entries(lines)) {
    const node = byId(`so-far-${name}`);
    setText(node, words || NONE);
    node.title = words;
    node.dataset.none = String(!words);
  }
}

/**
 * The five lines, each empty where there is nothing to say.
 *
 * @param memory the call's memory, or null
 * @param {(key: string, values?: object) => string} words the words of the page's language
 */
export function memoryLines(memory, words) {
  const { entities = [], phase = null, sentiment = {} } = memory ?? {};
  const newest = (wanted) => entities.filter(wanted).reverse().slice(0, MOST);
  const quoted = (list) => list.map(({ text }) => text).join(" · ");
  const open = (one) => one.state === "open";
  return {
    phase: phase?.title ?? "",
    mood: ["customer", "agent"].map((who) => mood(who, sentiment[who], words)).filter(Boolean).join(" · "),
    facts: quoted(newest(({ kind }) => FACTS.includes(kind))),
    promised: newest(({ kind }) => kind === "commitment")
      .map(({ speaker, text }) => words("soFar.promise", { who: words(speaker), text }))
      .join(" · "),
    open: quoted(newest((one) => open(one) && one.kind === "objection").concat(newest((one) => open(one) && one.kind === "question"))),
  };
}

function mood(who, known, words) {
  if (!known) return "";
  const level = known.score > 0.2 ? "glad" : known.score < -0.2 ? "cross" : "even";
  const values = { who: words(who), mood: words(`mood.${level}`) };
  return words(`trend.${known.trend}`, values);
}
