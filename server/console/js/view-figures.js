/** The live figures and the playbook's stages. */

import { byId, icon, make, setText } from "./dom.js";
import { figures } from "./figures.js";
import { clock, percent, wholePercents } from "./format.js";
import { language, t } from "./i18n.js";

const NONE = "–";

export function drawFigures(call) {
  const now = figures(call.turns);
  const talked = now.customer.talkMs + now.agent.talkMs > 0;
  const [customer, agent] = wholePercents(now.customer.share);
  byId("figures").dataset.empty = String(!talked);
  setText(byId("share-customer"), talked ? percent(customer / 100, language()) : NONE);
  setText(byId("share-agent"), talked ? percent(agent / 100, language()) : NONE);
  byId("share-bar").style.setProperty("width", `${talked ? customer : 50}%`);
  const long = now.monologue;
  setText(byId("monologue"), long ? `${clock(long.ms)} ${t(`who.${long.speaker}`)}` : NONE);
  drawPair(byId("pace"), now, (party) => party.wordsPerMinute ?? NONE);
  setText(byId("silence"), talked ? percent(now.silence, language()) : NONE);
  drawPair(byId("interruptions"), now, (party) => (talked ? party.interruptions : NONE));
}

/** One figure of both parties, customer first and in their colour, as everywhere on the page. */
function drawPair(node, now, of) {
  const figure = (who) =>
    make("span", { class: `of-${who}` }, make("span", { class: "sr-only" }, `${t(who)} `), `${of(now[who])}`);
  node.replaceChildren(figure("customer"), make("i", {}, " / "), figure("agent"));
}

export function drawStages(call) {
  const list = byId("stages");
  list.hidden = !call.stages.length || !call.reached.size;
  list.replaceChildren(
    ...call.stages.map(({ id, title }) => {
      const reached = call.reached.has(id);
      const item = make("li", { class: reached ? "reached" : "" }, reached ? icon("check") : "", title ?? id);
      if (reached) item.append(make("span", { class: "sr-only" }, ` (${t("stages.reached")})`));
      return item;
    }),
  );
}
