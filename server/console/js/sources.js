/** The passages that a card rests on: their titles on it, a preview beside, the whole of one in a dialog. */

import { announce } from "./announce.js";
import { byId, make, setText } from "./dom.js";
import { language, t } from "./i18n.js";
import { preview } from "./source-preview.js";

const MOST = 2; // one line has room for no more; the others are in the events

/** Whether an address is one that a browser may be led to. */
function isWeb(address) {
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

const isCall = (source) => source.kind === "call" && source.address.startsWith("/calls/");

/** A past call has no name and no words here: its page has them, for whoever may see it. */
const nameOf = (source) => (isCall(source) ? t("sources.call") : source.title || source.address);
const passageOf = (source) => (isCall(source) ? t("sources.callPage") : source.passage);

/** `rate(suggestion, sourceId, rating)` tells the coach what the agent thinks of a source. */
export function sourcesView({ rate }) {
  let open = null;

  /** Draw the sources of a card, as far as they are known. */
  function draw(suggestion) {
    const sources = (suggestion.advice.sources ?? []).slice(0, MOST);
    const signature = JSON.stringify([suggestion.id, sources.map(({ id }) => id), language()]);
    const list = byId("sources");
    if (list.dataset.signature === signature) return sources.length;
    list.dataset.signature = signature;
    list.replaceChildren(...sources.map((source, place) => make("li", {}, ...chip(suggestion, source, place))));
    list.hidden = !sources.length;
    return sources.length;
  }

  function chip(suggestion, source, place) {
    const name = nameOf(source);
    const button = make("button", { type: "button", class: "source-chip" }, name);
    button.addEventListener("click", () => show(suggestion, source));
    return [button, preview(button, passageOf(source), `source-preview-${place}`)];
  }

  function show(suggestion, source) {
    open = { suggestion, source };
    setText(byId("passage-title"), nameOf(source));
    setText(byId("passage-text"), passageOf(source));
    byId("passage-outside").hidden = !source.outside;
    const link = { href: source.address, target: "_blank", rel: "noopener noreferrer" };
    const address = isWeb(source.address) || isCall(source) ? make("a", link, source.address) : source.address;
    byId("passage-address").replaceChildren(address);
    drawRating();
    byId("passage-dialog").showModal();
  }

  function drawRating() {
    const rating = open.suggestion.sourceRatings.get(open.source.id);
    byId("passage-wrong").setAttribute("aria-pressed", String(rating === "not_useful"));
    byId("passage-used").setAttribute("aria-pressed", String(rating === "used"));
  }

  for (const [id, rating] of [["passage-wrong", "not_useful"], ["passage-used", "used"]]) {
    byId(id).addEventListener("click", () => {
      rate(open.suggestion, open.source.id, rating);
      drawRating();
      announce(t("sources.thanks"));
    });
  }

  return { draw };
}
