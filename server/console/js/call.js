/** One call: the events in, the views out, once a frame. */

import { byId, setText } from "./dom.js";
import { embedding } from "./embed.js";
import { follow } from "./follow.js";
import { nextLanguage, startLanguage, t, translate } from "./i18n.js";
import { listen } from "./keyboard.js";
import { notices } from "./notices.js";
import { recall, remember, toggleTheme } from "./prefs.js";
import { signIn } from "./sign-in.js";
import { adviceView } from "./view-advice.js";
import { earlierView } from "./view-earlier.js";
import { drawFigures, drawStages } from "./view-figures.js";
import { drawClock, drawHeader, drawRunning } from "./view-header.js";
import { noticesView } from "./view-notices.js";
import { transcriptView } from "./view-transcript.js";

const SETTLE_MS = 1500;

startLanguage();

const callId = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1));
const transcript = transcriptView();
const advice = adviceView({ showTurn: transcript.show });
const earlier = earlierView();
const drawNotices = noticesView();
let connection = { state: "connecting" };
let asked = null;

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
  if (has("call", "connection")) {
    drawHeader(call, connection);
    drawRunning(call);
    drawPause(call.paused);
  }
  if (has("stages")) drawStages(call);
  if (has("turns", "partials")) transcript.update(call, turns);
  if (has("speaking")) transcript.speaking(call);
  if (has("turns")) drawFigures(call);
  if (has("advice", "turns", "connection", "call")) {
    advice.update(call, connection);
    earlier.update(call, advice.shown());
    transcript.mark(call, advice.shown()?.advice.evidence ?? []);
  }
  if (has("notices", "connection")) drawNotices(notices(call, connection, now(), asked), dismissNote);
  tick();
}

function tick() {
  drawClock(call, now());
  advice.tick(now());
}

const { call, channel, now } = follow(callId, take, (state) => {
  connection = state;
  // A call that exists shows at once; a socket that stays empty belongs to none yet.
  if (state.state === "live") setTimeout(() => settle(state), SETTLE_MS);
  if (state.state === "refused" && state.status === 401) {
    embed.needToken(callId);
    door.ask();
  }
  redraw("connection");
});

function settle(state) {
  state.settled = true;
  redraw("connection");
}

const door = signIn((token) => {
  if (connection.state === "live") channel.send({ type: "token", token }); // before the old one ends
  else channel.retry();
});
const embed = embedding(door.accept);

function take(event, change) {
  if (["suggestion.final", "error"].includes(event.type)) asked = null;
  dirty.turns.push(...change.turns);
  if (change.areas.size) redraw(...change.areas);
  embed.tell(event);
}

function dismissNote(key) {
  call.notes = call.notes.filter((note) => note.note_id !== key);
  redraw("notices");
}

function rate(rating) {
  const suggestion = advice.meant(Date.now());
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
  showCopied("check", "copied");
  setTimeout(() => showCopied("copy", "copy"), 1500);
}

function showCopied(picture, words) {
  byId("copy").querySelector("use").setAttribute("href", `#icon-${picture}`);
  setText(byId("copy-word"), t(words));
  if (words === "copied") setText(byId("announce"), t(words));
}

function setPaused(wanted) {
  if (call.phase === "ended") return;
  channel.send({ type: wanted ? "pause" : "resume" });
}

function drawPause(paused) {
  const button = byId("pause");
  button.setAttribute("aria-pressed", String(paused));
  button.querySelector("use").setAttribute("href", `#icon-${paused ? "play" : "pause"}`);
  button.dataset.i18nLabel = paused ? "resume" : "pause";
  translate(button.parentElement);
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
byId("pause").addEventListener("click", () => setPaused(!call.paused));
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
  asked = text;
  redraw("notices");
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
    p: () => setPaused(!call.paused),
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
setInterval(() => {
  tick();
  if (call.trouble) redraw("notices"); // an old one goes by itself
}, 1000);
redraw("all");
channel.start();
