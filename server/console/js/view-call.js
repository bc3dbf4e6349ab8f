/** All views of one call: what has changed is drawn, and nothing else. */

import { byId } from "./dom.js";
import { translate } from "./i18n.js";
import { notices } from "./notices.js";
import { adviceView } from "./view-advice.js";
import { clientView } from "./view-client.js";
import { earlierView } from "./view-earlier.js";
import { drawFigures, drawStages } from "./view-figures.js";
import { drawClock, drawHeader, drawRunning } from "./view-header.js";
import { drawInsights } from "./view-insights.js";
import { drawMemory } from "./view-memory.js";
import { noticesView } from "./view-notices.js";
import { obligationsView } from "./view-obligations.js";
import { scorecardView } from "./view-scorecard.js";
import { summaryView } from "./view-summary.js";
import { transcriptView } from "./view-transcript.js";

/**
 * What the views show.
 *
 * @typedef {object} Seen
 * @property call the call's state, now or at a past moment
 * @property connection how the connection stands; `{state: "replay"}` for a past moment
 * @property {number} now ms since the epoch on the server's clock
 * @property {number | null} moment the offset of a past moment, in ms
 * @property {string | null} asked the question that waits for its answer
 */

/**
 * @param {string} callId
 * @param {(key: string) => void} dismissNote when the reader has read a note
 * @param rateSource what the reader thinks of a card's source: `(suggestion, sourceId, rating)`
 */
export function callView(callId, dismissNote, rateSource) {
  const transcript = transcriptView();
  const advice = adviceView({ showTurn: transcript.show, rateSource });
  const earlier = earlierView();
  const drawNotices = noticesView(callId);
  const drawObligations = obligationsView();
  const client = clientView(callId);
  const scorecard = scorecardView(callId, transcript.show);
  const summary = summaryView({ showTurn: transcript.show, markTurns: transcript.point });

  /** Draw the areas that changed ("all" for each) and the turns that are new. */
  function draw(seen, areas, turns) {
    const { call, connection } = seen;
    const has = (...names) => names.some((name) => areas.has(name) || areas.has("all"));
    if (has("call", "connection")) {
      drawHeader(call, connection);
      drawRunning(call);
      client.update(call);
      scorecard.update(call);
      drawPause(call.paused);
      drawAsk(call.coach);
      byId("level").value = call.verbosity ?? "normal";
    }
    if (has("stages")) drawStages(call);
    if (has("turns", "partials")) transcript.update(call, turns);
    if (has("turns")) drawFigures(call);
    if (has("advice", "turns", "connection", "call")) {
      advice.update(call, connection, seen.now);
      earlier.update(call, advice.shown());
      transcript.mark(call, advice.shown()?.advice.evidence ?? []);
    }
    if (has("obligations")) drawObligations(call);
    if (has("insights")) drawInsights(call);
    if (has("memory")) drawMemory(call);
    if (areas.has("scorecard")) scorecard.corrected();
    if (has("summary", "call")) summary.draw(call);
    if (has("notices", "connection")) {
      drawNotices(notices(call, connection, seen.now, seen.asked), dismissNote);
    }
    tick(seen);
  }

  function tick(seen) {
    drawClock(seen.call, seen.now, seen.moment);
    const shown = advice.shown();
    if (advice.tick(seen.call, seen.now) && shown) draw(seen, new Set(["advice"]), []);
  }

  function relabel() {
    transcript.relabel();
    earlier.clear();
    client.draw();
    scorecard.draw();
    summary.relabel();
  }

  return { draw, tick, relabel, advice, change: transcript.change };
}

function drawPause(paused) {
  const button = byId("pause");
  button.setAttribute("aria-pressed", String(paused));
  button.querySelector("use").setAttribute("href", `#icon-${paused ? "play" : "pause"}`);
  button.dataset.i18nLabel = paused ? "resume" : "pause";
  translate(button.parentElement);
}

/** Without a model nobody reads the question: what comes is the playbook's next step. */
function drawAsk(coach) {
  const field = byId("ask-text");
  field.dataset.i18nPlaceholder = coach === "playbook" ? "ask.playbook" : "ask.placeholder";
  translate(field.parentElement);
}
