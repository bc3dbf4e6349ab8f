/** Who said what, by the call's clock, growing word by word. */

import { byId, make, setText } from "./dom.js";
import { clock, seconds } from "./format.js";
import { turnIn } from "./found.js";
import { language, t } from "./i18n.js";
import { split } from "./quotes.js";

const NEAR_END_PX = 48;

export function transcriptView() {
  const scroll = byId("transcript-scroll");
  const list = byId("turns");
  const nodes = new Map();
  let following = true;
  let unseen = 0;
  let marked = [];
  let led = turnIn(location.hash);

  scroll.addEventListener("scroll", () => {
    following = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END_PX;
    if (following) unseen = 0;
    drawLatest();
  });
  byId("latest").addEventListener("click", () => {
    following = true;
    unseen = 0;
    follow();
    drawLatest();
  });
  new ResizeObserver(follow).observe(scroll);

  function nodeOf(turn) {
    const known = nodes.get(turn.turn_id);
    if (known) return known;
    const node = make(
      "li",
      { class: `turn ${turn.speaker}`, id: `turn-${turn.turn_id}` },
      make(
        "p",
        { class: "turn-head" },
        make("span", { class: "who" }),
        make("span", { class: "overlap" }),
        make("span", { class: "num when" }),
      ),
      make("p", { class: "words", dir: "auto" }),
    );
    setText(node.querySelector(".who"), t(turn.speaker));
    nodes.set(turn.turn_id, node);
    return node;
  }

  function addFinal(call, at) {
    const turn = call.turns[at];
    const node = nodeOf(turn);
    node.classList.remove("partial");
    setText(node.querySelector(".when"), clock(turn.start_ms));
    node.dataset.overlapMs = turn.overlap_ms ?? 0;
    drawOverlap(node);
    drawWords(node, turn);
    if (turn.language) node.querySelector(".words").lang = turn.language;
    const next = call.turns[at + 1];
    list.insertBefore(node, next ? nodeOf(next) : firstPartial());
    if (!following) unseen += 1;
  }

  const firstPartial = () => list.querySelector(".partial");

  function drawPartials(call) {
    for (const node of list.querySelectorAll(".partial")) {
      const id = node.id.slice("turn-".length);
      if (call.partials.has(id)) continue;
      node.remove();
      nodes.delete(id);
    }
    const order = (a, b) => (a.start_ms ?? Infinity) - (b.start_ms ?? Infinity) || 0;
    for (const partial of [...call.partials.values()].sort(order)) {
      const node = nodeOf(partial);
      node.classList.add("partial");
      // In the text itself: a style sheet's mark would count as a jump at each word.
      setText(node.querySelector(".words"), `${partial.text} …`);
      if (list.lastChild !== node) list.append(node);
    }
  }

  function drawOverlap(node) {
    const ms = Number(node.dataset.overlapMs);
    const length = ms ? t("transcript.overlap", { seconds: seconds(ms, language()) }) : "";
    setText(node.querySelector(".overlap"), length);
  }

  /** The words, with what the advice rests on marked. */
  function drawWords(node, { turn_id, text }) {
    const quotes = marked.filter((one) => one.turn_id === turn_id).map((one) => one.quote);
    const pieces = split(text, quotes).map(([words, quoted]) => (quoted ? make("mark", {}, words) : words));
    node.querySelector(".words").replaceChildren(...pieces);
  }

  function mark(call, evidence) {
    if (JSON.stringify(evidence) === JSON.stringify(marked)) return;
    const touched = [...marked, ...evidence].map((one) => one.turn_id);
    marked = evidence;
    for (const id of new Set(touched)) {
      const turn = call.turnById.get(id);
      if (turn) drawWords(nodeOf(turn), turn);
    }
  }

  function update(call, newTurns) {
    // From the last to the first: each finds the next one in place.
    const places = newTurns.map((id) => call.turns.lastIndexOf(call.turnById.get(id)));
    for (const at of new Set(places.sort((a, b) => b - a))) addFinal(call, at);
    drawPartials(call);
    byId("transcript-empty").hidden = nodes.size > 0;
    show(led);
    follow();
    drawLatest();
  }

  /** Take away what `call`, another state, does not hold; returns what it holds more. */
  function change(call) {
    for (const [id, node] of nodes) {
      if (call.turnById.has(id) || call.partials.has(id)) continue;
      node.remove();
      nodes.delete(id);
    }
    return call.turns.map((turn) => turn.turn_id).filter((id) => !nodes.has(id));
  }

  function follow() {
    if (following) scroll.scrollTop = scroll.scrollHeight;
  }

  function drawLatest() {
    byId("latest").hidden = following;
    setText(byId("latest-count"), unseen ? String(unseen) : "");
  }

  function show(turnId) {
    const node = nodes.get(turnId);
    if (!node) return;
    led = null;
    following = false;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("lit");
    void node.offsetWidth;
    node.classList.add("lit");
  }

  function relabel() {
    for (const node of list.children) {
      setText(node.querySelector(".who"), t(node.classList.contains("agent") ? "agent" : "customer"));
      drawOverlap(node);
    }
  }

  /** Mark these turns, and no others. */
  function point(turnIds) {
    for (const [id, node] of nodes) node.classList.toggle("pointed", turnIds.includes(id));
  }

  return { update, change, mark, point, show, relabel };
}
