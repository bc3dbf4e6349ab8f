/** The live figures and the playbook's stages. */

import { byId, icon, make, setText } from "./dom.js";
import { figures } from "./figures.js";
import { clock, percent, wholePercents } from "./format.js";
import { language, t } from "./i18n.js";

const NONE = "–";

export function drawFigures(call) {
  const now = figures(call.turns);
  const talked = now.talk_share.customer !== null;
  const [customer, agent] = wholePercents(now.talk_share.customer ?? 0.5);
  byId("figures").dataset.empty = String(!talked);
  setText(byId("share-customer"), talked ? percent(customer / 100, language()) : NONE);
  setText(byId("share-agent"), talked ? percent(agent / 100, language()) : NONE);
  byId("share-bar").style.setProperty("width", `${customer}%`);
  setText(byId("monologue"), talked ? monologue(now.longest_turn_ms) : NONE);
  drawPair(byId("pace"), (who) => now.words_per_minute[who] ?? NONE);
  setText(byId("silence"), talked ? percent(now.silence, language()) : NONE);
  drawPair(byId("interruptions"), (who) => (talked ? now.interruptions[who] : NONE));
}

/** The longer of the two parties' longest stretches, and whose it is. */
function monologue(longest) {
  const who = longest.agent > longest.customer ? "agent" : "customer";
  return `${clock(longest[who])} ${t(`who.${who}`)}`;
}

/** One figure of both parties, customer first and in their colour, as everywhere on the page. */
function drawPair(node, figureOf) {
  const figure = (who) =>
    make("span", { class: `of-${who}` }, make("span", { class: "sr-only" }, `${t(who)} `), `${figureOf(who)}`);
  node.replaceChildren(figure("customer"), make("i", {}, " / "), figure("agent"));
}

export function drawStages(call) {
  byId("stages").replaceChildren(
    ...call.stages.map(({ id, title }) => {
      const reached = call.reached.has(id);
      const item = make("li", { class: reached ? "reached" : "" }, reached ? icon("check") : "", title ?? id);
      if (reached) item.append(make("span", { class: "sr-only" }, ` (${t("stages.reached")})`));
      return item;
    }),
  );
}
