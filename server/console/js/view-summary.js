/** The summary of a call that has ended: two readings, the fields, a mail, and the minutes. */

import { announce } from "./announce.js";
import { byId, make, setText } from "./dom.js";
import { t } from "./i18n.js";
import { plainText, sections } from "./summary-text.js";

const COPIED_MS = 1500;

/**
 * @param {(turnId: string) => void} showTurn brings a turn of the transcript into view
 * @param {(turnIds: string[]) => void} markTurns marks turns of the transcript; none with an empty list
 */
export function summaryView({ showTurn, markTurns }) {
  let shown = null;
  let ended = false;

  byId("summary-copy").addEventListener("click", copy);
  const body = byId("summary-body");
  const idsOf = (event) => event.target.closest("[data-turns]")?.dataset.turns.split(" ") ?? [];
  for (const kind of ["mouseover", "focusin"]) body.addEventListener(kind, (event) => markTurns(idsOf(event)));
  for (const kind of ["mouseleave", "focusout"]) body.addEventListener(kind, () => markTurns([]));
  body.addEventListener("click", (event) => {
    const [first] = idsOf(event);
    if (first) showTurn(first);
  });

  async function copy() {
    await navigator.clipboard.writeText(plainText(shown, t));
    setText(byId("summary-copy-word"), t("copied"));
    announce(t("copied"));
    setTimeout(() => setText(byId("summary-copy-word"), t("summary.copy")), COPIED_MS);
  }

  function draw(call) {
    const isNew = call.summary !== shown || ended !== (call.phase === "ended");
    shown = call.summary;
    ended = call.phase === "ended";
    if (isNew) render();
  }

  function render() {
    const isOn = Boolean(shown) && ended;
    byId("summary").hidden = !isOn;
    byId("advice").hidden = isOn; // its cards stand below, and come back in the replay
    if (!isOn) return;
    setText(byId("summary-by"), t(shown.by === "rules" ? "summary.byRules" : "summary.byModel", { model: shown.by }));
    body.lang = shown.language;
    body.replaceChildren(...sections(shown, t).map(section));
  }

  return { draw, relabel: render };
}

function section({ name, title, rows, words }) {
  const content = words ? make("p", { class: "summary-mail" }, words) : make("ul", {}, ...rows.map(row));
  return make("section", { class: "summary-part", "data-part": name }, make("h3", { class: "label", lang: document.documentElement.lang }, title), content);
}

/** A row is a button where it rests on turns, so that the keyboard reaches it too. */
function row({ label, text, note, turns }) {
  const words = [
    label ? make("b", {}, label, " ") : null,
    text,
    note ? make("small", {}, ` ${note}`) : null,
  ];
  const ids = (turns ?? []).join(" ");
  if (!ids) return make("li", {}, ...words);
  return make("li", {}, make("button", { class: "summary-line", type: "button", "data-turns": ids }, ...words));
}
