/** Earlier advice, folded: one quiet line each, open on demand. */

import { byId, icon, make, reconcile, setText } from "./dom.js";
import { clock } from "./format.js";
import { known, language, t } from "./i18n.js";
import { shownQuote } from "./quotes.js";
import { earlierAdvice } from "./state.js";
import { sourceOf } from "./view-advice.js";

export function earlierView() {
  const nodes = new Map();

  function build(call, suggestion) {
    const { advice } = suggestion;
    const body = make("div", { class: "earlier-body" });
    for (const question of advice.questions ?? []) body.append(make("p", { class: "said" }, question));
    if (advice.recommended_direction) body.append(make("p", {}, advice.recommended_direction));
    for (const { turn_id, quote } of advice.evidence ?? []) {
      const words = shownQuote(call.turnById.get(turn_id)?.text ?? "", quote);
      body.append(make("p", {}, make("q", {}, words)));
    }
    body.append(make("p", { class: "label" }, sourceOf(suggestion)), make("p", { class: "earlier-said" }));
    const mark = make("span", { class: "earlier-mark" });
    const summary = make(
      "summary",
      {},
      make("span", { class: "num when" }),
      make("span", { class: "earlier-headline" }, advice.headline),
      make("span", { class: "earlier-followed" }),
      mark,
    );
    return make("li", { "data-suggestion": suggestion.id }, make("details", {}, summary, body));
  }

  function nodeOf(call, suggestion) {
    const node = nodes.get(suggestion.id) ?? build(call, suggestion);
    nodes.set(suggestion.id, node);
    const turn = call.turnById.get(suggestion.turnId);
    setText(node.querySelector(".when"), turn ? clock(turn.end_ms) : "");
    drawFollowed(node, suggestion.followed);
    const { rating } = suggestion;
    if (node.dataset.rating !== (rating ?? "")) {
      node.dataset.rating = rating ?? "";
      const marks = { used: "check", useful: "up", not_useful: "down", dismissed: "cross" };
      const words = rating ? [icon(marks[rating]), make("span", { class: "sr-only" }, t(`rate.${rating}`))] : [];
      node.querySelector(".earlier-mark").replaceChildren(...words);
    }
    return node;
  }

  /** What the agent made of it: a quiet word, and their own words where it is unfolded. */
  function drawFollowed(node, followed) {
    const signature = JSON.stringify([followed, language()]);
    if (node.dataset.followed === signature) return;
    node.dataset.followed = signature;
    const word = node.querySelector(".earlier-followed");
    word.dataset.outcome = followed?.outcome ?? "";
    setText(word, followed ? named(followed.outcome) : "");
    const said = followed?.quote ? [`${t("followedBy.said")} `, make("q", {}, followed.quote)] : [];
    node.querySelector(".earlier-said").replaceChildren(...said);
  }

  function update(call, current) {
    const earlier = earlierAdvice(call, current);
    byId("earlier-none").hidden = earlier.length > 0;
    setText(byId("earlier-count"), earlier.length ? String(earlier.length) : "");
    reconcile(byId("earlier-list"), earlier.map((suggestion) => nodeOf(call, suggestion)));
  }

  return { update, clear: () => nodes.clear() };
}

/** The word for an outcome; one of a later server's shows itself. */
function named(outcome) {
  return known(`followed.${outcome}`) ? t(`followed.${outcome}`) : String(outcome);
}
