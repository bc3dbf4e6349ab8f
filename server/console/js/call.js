/** One call: the events in, the views out, once a frame. */

import { eventsAfter, openLive } from "./api.js";
import { Channel } from "./channel.js";
import { byId, setText } from "./dom.js";
import { embedding } from "./embed.js";
import { nextLanguage, startLanguage, t } from "./i18n.js";
import { setKey } from "./key.js";
import { listen } from "./keyboard.js";
import { notices } from "./notices.js";
import { recall, remember, toggleTheme } from "./prefs.js";
import { apply, emptyCall } from "./state.js";
import { adviceView } from "./view-advice.js";
import { earlierView } from "./view-earlier.js";
import { drawFigures, drawStages } from "./view-figures.js";
import { drawClock, drawHeader } from "./view-header.js";
import { noticesView } from "./view-notices.js";
import { transcriptView } from "./view-transcript.js";

startLanguage();

const callId = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1));
const call = emptyCall(callId);
const transcript = transcriptView();
const advice = adviceView({ showTurn: transcript.show });
const earlier = earlierView();
const drawNotices = noticesView();
let connection = { state: "connecting" };
let paused = false;

const dirty = { areas: new Set(), turns: [] };
let frame = null;

function redraw(...areas) {
  for (const area of areas) dirty.areas.add(area);
  frame ??= requestAnimationFrame(draw);
}

function draw() {
  frame = null;
  const { areas, turns } = { areas: dirty.areas, turns: dirty.turns };
  dirty.areas = new Set();
  dirty.turns = [];
  const has = (...names) => names.some((name) => areas.has(name) || areas.has("all"));
  if (has("call", "connection")) drawHeader(call, connection);
  if (has("stages")) drawStages(call);
  if (has("turns", "partials")) transcript.update(call, turns);
  if (has("speaking")) transcript.speaking(call);
  if (has("turns")) drawFigures(call);
  if (has("advice", "turns", "connection", "call")) {
    advice.update(call, connection, paused);
    earlier.update(call, advice.shown());
    transcript.mark(call, advice.shown()?.advice.evidence ?? []);
  }
  if (has("notices", "connection")) drawNotices(notices(call, connection));
  tick();
}

function tick() {
  const now = Date.now();
  drawClock(call, now);
  advice.tick(now);
}

const channel = new Channel({
  open: (after) => openLive(callId, after),
  ask: (after) => eventsAfter(callId, after),
  onEvent(event) {
    const { areas, turns, gap } = apply(call, event);
    if (gap) return true;
    dirty.turns.push(...turns);
    if (areas.size) redraw(...areas);
    embed.tell(event);
    return false;
  },
  onState(state) {
    connection = state;
    if (state.state === "refused" && state.status === 401) signIn();
    redraw("connection");
  },
  setTimeout: (act, ms) => setTimeout(act, ms),
  clearTimeout: (timer) => clearTimeout(timer),
  random: Math.random,
});

const embed = embedding((token) => {
  setKey(token);
  byId("sign-in").close();
  channel.retry();
});

function signIn() {
  const dialog = byId("sign-in");
  byId("sign-in-wrong").hidden = !dialog.dataset.tried;
  if (!dialog.open) dialog.showModal();
}

byId("sign-in-form").addEventListener("submit", (event) => {
  event.preventDefault();
  setKey(byId("sign-in-key").value);
  byId("sign-in").dataset.tried = "yes";
  byId("sign-in").close();
  channel.retry();
});

function rate(rating) {
  const suggestion = advice.shown();
  if (suggestion?.state !== "final") return;
  Object.assign(suggestion, { rating, recorded: false });
  channel.send({ type: "feedback", suggestion_id: suggestion.id, rating });
  redraw("advice");
}

async function copy() {
  const shown = advice.shown();
  if (!shown) return;
  const { headline, questions = [], recommended_direction } = shown.advice;
  const text = [headline, ...questions, recommended_direction].filter(Boolean).join("\n");
  await navigator.clipboard.writeText(text);
  setText(byId("copy-word"), t("copied"));
  setTimeout(() => setText(byId("copy-word"), t("copy")), 1500);
}

function setPaused(value) {
  paused = value;
  channel.send({ type: paused ? "pause" : "resume" });
  const button = byId("pause");
  button.setAttribute("aria-pressed", String(paused));
  button.querySelector("use").setAttribute("href", `/static/icons.svg#${paused ? "play" : "pause"}`);
  button.dataset.i18nLabel = paused ? "resume" : "pause";
  button.title = t(button.dataset.i18nLabel);
  button.setAttribute("aria-label", button.title);
  redraw("advice");
}

function setVerbosity(level) {
  document.documentElement.dataset.verbosity = level;
  remember("verbosity", level);
  for (const button of byId("verbosity").children) {
    button.setAttribute("aria-pressed", String(button.dataset.verbosity === level));
  }
}

byId("actions").addEventListener("click", (event) => {
  const { rating } = event.target.closest("[data-rating]")?.dataset ?? {};
  if (rating) rate(rating);
});
byId("copy").addEventListener("click", copy);
byId("pause").addEventListener("click", () => setPaused(!paused));
byId("verbosity").addEventListener("click", (event) => {
  const { verbosity } = event.target.closest("[data-verbosity]")?.dataset ?? {};
  if (verbosity) setVerbosity(verbosity);
});
byId("theme").addEventListener("click", toggleTheme);
byId("language").addEventListener("click", () => {
  nextLanguage();
  transcript.relabel();
  earlier.clear();
  redraw("all");
});
byId("help").addEventListener("click", () => byId("keys-dialog").showModal());
byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = byId("ask-text");
  const text = field.value.trim();
  if (!text) return;
  channel.send({ type: "ask", text });
  field.value = "";
  field.blur();
});
byId("ask-text").addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.blur();
});
byId("keys-enabled").checked = recall("keys") !== "off";
byId("keys-enabled").addEventListener("change", (event) => {
  remember("keys", event.target.checked ? "on" : "off");
});

listen(
  {
    u: () => rate("used"),
    g: () => rate("useful"),
    n: () => rate("not_useful"),
    x: () => rate("dismissed"),
    c: copy,
    p: () => setPaused(!paused),
    1: () => setVerbosity("1"),
    2: () => setVerbosity("2"),
    3: () => setVerbosity("3"),
    "/": () => byId("ask-text").focus(),
    "?": () => byId("keys-dialog").showModal(),
  },
  () => byId("keys-enabled").checked,
);

window.addEventListener("online", () => channel.retry());
window.addEventListener("offline", () => redraw("connection"));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && connection.state === "reconnecting") channel.retry();
});

setVerbosity(document.documentElement.dataset.verbosity);
drawFigures(call);
setInterval(tick, 1000);
redraw("all");
channel.start();
