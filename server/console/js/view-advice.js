/** The advice to act on now, alone and large; or, in its place, why there is none. */

import { announce } from "./announce.js";
import { byId, make, setText } from "./dom.js";
import { fit } from "./fit.js";
import { clock, length, percent, seconds } from "./format.js";
import { known, language, named, t } from "./i18n.js";
import { shownQuote } from "./quotes.js";
import { sourcesView } from "./sources.js";
import { currentAdvice, cutOff, isThinking, lifeLeft } from "./state.js";

const PRIORITIES = ["low", "medium", "high", "critical"];
const LINGER_MS = 900; // withdrawn advice stays so long for its successor, instead of flashing
const REACTION_MS = 400; // nobody has read new advice sooner, so a key pressed then means the old
const SETTLE_MS = 400; // advice is read aloud when it has stood so long

export function adviceView({ showTurn, rateSource }) {
  const sources = sourcesView({ rate: rateSource });
  const stage = byId("advice");
  let shown = null;
  let before = null;
  let shownSince = 0;
  let lingering = null;
  let toAnnounce = null;
  let announced = null;

  function update(call, connection, now) {
    const wanted = currentAdvice(call, now);
    if (mustLinger(call, shown, wanted)) {
      byId("card").dataset.state = "withdrawn";
      lingering ??= setTimeout(() => {
        lingering = null;
        shown = null;
        update(call, connection, now);
      }, LINGER_MS);
      return;
    }
    clearTimeout(lingering);
    lingering = null;
    const quiet = quietState(call, connection, wanted);
    const changed = wanted?.id !== shown?.id;
    if (changed) [before, shownSince] = [shown, Date.now()];
    shown = quiet ? null : wanted;
    byId("thinking").hidden = !isThinking(call) || call.phase === "ended";
    stage.dataset.quiet = String(Boolean(quiet));
    byId("quiet").hidden = !quiet;
    byId("card").hidden = Boolean(quiet);
    byId("actions").hidden = Boolean(quiet);
    if (quiet) drawQuiet(quiet);
    else drawAdvice(call, connection, wanted, changed);
    announceSoon(shown);
  }

  function drawAdvice(call, connection, suggestion, changed) {
    const { advice } = suggestion;
    const card = changed ? anew(byId("card")) : byId("card");
    card.dataset.state = suggestion.state;
    card.dataset.priority = PRIORITIES.includes(advice.priority) ? advice.priority : "";
    card.setAttribute("aria-busy", String(suggestion.state === "writing"));
    setText(byId("priority"), advice.priority ? t(`priority.${advice.priority}`) : "");
    setText(byId("source"), sourceOf(suggestion));
    byId("source").title = detailsOf(suggestion);
    const headline = byId("headline");
    setText(headline, advice.headline);
    headline.dataset.long = String(advice.headline.length > 80);
    const [question] = advice.questions ?? [];
    setText(byId("question-words"), question);
    byId("question").hidden = !question;
    setText(byId("direction"), advice.recommended_direction);
    byId("direction-row").hidden = !advice.recommended_direction;
    drawWhy(call, advice, sources.draw(suggestion));
    drawRating(suggestion, connection);
    fit(card);
  }

  function drawWhy(call, advice, sourced) {
    const evidence = (advice.evidence ?? []).filter((one) => one?.quote).slice(0, 1);
    const signals = (advice.signals_detected ?? []).filter(Boolean);
    const known = evidence.map((one) => call.turnById.has(one.turn_id)); // advice may come first
    const signature = JSON.stringify([evidence, known, signals, language()]);
    const why = byId("why");
    why.hidden = !evidence.length && !signals.length && !sourced;
    if (why.dataset.signature === signature) return;
    why.dataset.signature = signature;
    byId("because").hidden = !evidence.length;
    byId("evidence").replaceChildren(...evidence.map((one) => quote(call, one)));
    byId("signals").replaceChildren(...signals.map((name) => make("li", {}, named(`signal.${name}`))));
  }

  function quote(call, { turn_id, quote: words }) {
    const turn = call.turnById.get(turn_id);
    const text = make("q", {}, shownQuote(turn?.text ?? "", words));
    if (!turn) return make("li", {}, text);
    const link = make("a", { href: `#turn-${turn_id}`, title: t("advice.showTurn") }, text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      showTurn(turn_id);
    });
    return make("li", {}, link, " ", make("span", { class: "num when" }, clock(turn.start_ms)));
  }

  function drawRating({ rating, recorded }, connection) {
    for (const button of byId("actions").querySelectorAll("[data-rating]")) {
      const mine = button.dataset.rating === rating;
      button.setAttribute("aria-pressed", String(mine));
      button.disabled = connection.state === "replay"; // what was said of it then, it stays
      button.dataset.recorded = String(mine && recorded);
    }
  }

  function announceSoon(suggestion) {
    if (suggestion?.state !== "final" || suggestion.id === announced) return;
    if (toAnnounce?.id === suggestion.id) return;
    clearTimeout(toAnnounce?.timer);
    const timer = setTimeout(() => {
      announced = suggestion.id;
      toAnnounce = null;
      const priority = t(`priority.${suggestion.advice.priority}`);
      const { headline } = suggestion.advice;
      announce(t("advice.announce", { priority, headline }));
    }, SETTLE_MS);
    toAnnounce = { id: suggestion.id, timer };
  }

  /** Draw how much of its time the advice has left; returns whether it has come to its end. */
  function tick(call, now) {
    const left = shown ? lifeLeft(call, shown, now) : null;
    byId("life").hidden = left === null;
    byId("life").style.setProperty("--left", String(left ?? 1));
    return left === 0;
  }

  /** The advice that a reader means who acts at `now`. */
  function meant(now) {
    return before?.state === "final" && now - shownSince < REACTION_MS ? before : shown;
  }

  /** What the card shows: the headline, the question, the direction, as far as they are on show. */
  function words() {
    const parts = ["headline", "question-words", "direction"].map(byId);
    return parts.filter((part) => part.checkVisibility()).map((part) => part.textContent).join("\n");
  }

  new ResizeObserver(() => shown && fit(byId("card"))).observe(stage);

  return { update, tick, meant, words, shown: () => shown };
}

function mustLinger(call, shown, wanted) {
  if (!shown || call.phase === "ended" || shown.state !== "withdrawn") return false;
  return !wanted || wanted.startedAt < shown.startedAt;
}

/** Why there is no advice to show, as words; null when there is some. */
function quietState(call, connection, wanted) {
  if (connection.state === "refused") return refusal(connection.status);
  if (call.phase === "ended") return end(call);
  if (call.paused) {
    const hint = connection.state === "replay" ? "" : t("advice.pausedHint");
    return { title: t("advice.paused"), hint };
  }
  if (wanted) return null;
  const unknown = connection.state === "live" && call.phase === "unknown";
  if (unknown && connection.settled) return refusal(404);
  if (unknown || connection.state === "connecting") {
    return { title: t("advice.connecting"), hint: "" };
  }
  if (connection.state === "reconnecting" && !call.seq) {
    return { title: t("state.reconnecting"), hint: "" };
  }
  if (isThinking(call)) return { title: t("advice.thinking"), hint: "" };
  if (call.turns.length) return { title: t("advice.listening"), hint: silenceOf(call) };
  return { title: t("advice.waiting"), hint: t("advice.waitingHint") };
}

/** Why nothing is shown, in plain words: what was held back, or that there is nothing to do. */
function silenceOf({ silence }) {
  const key = `silence.${silence?.reason}`;
  if (!silence?.headline || !known(key)) return t("advice.listeningHint");
  return t("advice.heldBack", { headline: silence.headline, reason: t(key) });
}

function refusal(status) {
  const key = [401, 403].includes(status) ? status : 404;
  return { title: t(`refused.${key}`), hint: t(`refused.${key}hint`) };
}

/** The call has ended; or the line to the coach, and then the people may talk on. */
function end(call) {
  const cut = cutOff(call.endReason);
  if (!cut) return { title: t("advice.ended"), hint: endedHint(call) };
  const time = length(call.durationMs);
  return { title: t(`cut.${cut}`, { time }), hint: t(`cut.${cut}Hint`) };
}

function endedHint(call) {
  const finals = [...call.suggestions.values()].filter((one) => one.state === "final");
  const used = finals.filter((one) => ["used", "useful"].includes(one.rating)).length;
  return t("advice.endedHint", { duration: length(call.durationMs), count: finals.length, used });
}

function drawQuiet({ title, hint }) {
  setText(byId("quiet-title"), title);
  setText(byId("quiet-hint"), hint);
}

/** Where the advice comes from, in plain words: the playbook's rules, or the model by its name. */
export function sourceOf({ lane, advice }) {
  if (lane === "instant") return t(advice.specialist === "knowledge" ? "advice.knowledge" : "advice.playbook");
  return advice.model || t("advice.model");
}

/** What a developer asks of it: how sure it is, and how soon it came. */
function detailsOf({ advice }) {
  const parts = [];
  if (Number.isFinite(advice.confidence)) {
    parts.push(t("advice.sure", { share: percent(advice.confidence, language()) }));
  }
  const ms = advice.latency_ms?.from_speech_end_to_first ?? advice.latency_ms?.from_turn_to_first;
  if (ms < 0) parts.push(t("advice.during"));
  else if (Number.isFinite(ms)) parts.push(t("advice.after", { time: seconds(ms, language()) }));
  return parts.join(" · ");
}

/** A new card in the old one's place: it arrives as a whole, and no part of the old one moves. */
function anew(card) {
  const fresh = card.cloneNode(true);
  fresh.classList.add("arrive");
  for (const part of ["#why", "#sources"]) fresh.querySelector(part).removeAttribute("data-signature");
  card.replaceWith(fresh);
  return fresh;
}
