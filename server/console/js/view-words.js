/** The places of a call where a search has found its words, each a way there. */

import { make } from "./dom.js";
import { clock } from "./format.js";
import { pieces, placeOf } from "./found.js";
import { t } from "./i18n.js";

/** The list of a call's places, the same element until they are others. */
export function wordsView() {
  const list = make("ul", { class: "found" });
  let drawn = "";

  function draw(callId, found, language) {
    const now = JSON.stringify([found, language]);
    if (now === drawn) return;
    drawn = now;
    list.hidden = !found.length;
    list.replaceChildren(...found.map((one) => make("li", {}, place(callId, one))));
  }

  return { list, draw };
}

function place(callId, { turn_id, speaker, start_ms, text, marks }) {
  const words = pieces(text, marks).map(([piece, marked]) => (marked ? make("mark", {}, piece) : piece));
  return make(
    "a",
    { href: placeOf(callId, turn_id) },
    make("span", { class: `label who ${speaker ?? ""}` }, t(speaker ?? "advice.title")),
    make("span", { class: "label num when" }, start_ms === null ? "" : clock(start_ms)),
    make("span", {}, ...words),
  );
}
