/** The calls on the line, each followed live: what needs attention first. */

import { icon, make, setName, setText, setWords } from "./dom.js";
import { follow } from "./follow.js";
import { length } from "./format.js";
import { placeOf } from "./found.js";
import { t, translate } from "./i18n.js";
import { subtitleOf, titleOf } from "./names.js";
import { statusWords } from "./notices.js";
import { currentAdvice, emptyCall, ranMs, troubledStatuses } from "./state.js";

const FOLLOWED = 24; // as many sockets; the other calls show what the list knows of them, until one is free
const FRESH_MS = 60000;

/**
 * @param {() => void} onChange when a card has changed, so that the order may have too
 * @param {(callId: string) => void} writeNote when the reader wants to write to the call's agent
 * @returns {{sync, nodes, tick}} over the records of the calls that go on
 */
export function wall(onChange, writeNote) {
  const cards = new Map();

  function sync(records) {
    const wanted = new Set(records.map((record) => record.call_id));
    for (const [id, card] of cards) {
      if (wanted.has(id)) continue;
      card.client?.stop();
      cards.delete(id);
    }
    let free = FOLLOWED - [...cards.values()].filter((card) => card.client).length;
    for (const record of records) {
      const known = cards.get(record.call_id);
      if (!known?.client && free > 0) {
        free -= 1;
        cards.set(record.call_id, open(record.call_id));
      } else if (!known?.client) cards.set(record.call_id, listed(record, known?.node));
      drawJoin(cards.get(record.call_id).node, record.join_url);
    }
  }

  /** The card of a call that is not followed. */
  function listed(record, drawn) {
    const { call_id: callId, source, participants, parameters } = record;
    const node = drawn ?? build(callId, () => writeNote(callId));
    const startedAt = Date.parse(record.started_at);
    const call = { ...emptyCall(callId), phase: "live", startedAt, source, participants, parameters };
    const card = { node, state: "live", call, record, client: null, now: Date.now };
    draw(card);
    return card;
  }

  function open(callId) {
    const node = build(callId, () => writeNote(callId));
    let due = null;
    const card = { node, state: "connecting", ...follow(callId, changed, connected, forget) };
    card.client.start();
    return card;

    function connected({ state }) {
      card.state = state;
      redraw();
    }

    function changed(_event, change) {
      if (change.areas.size) redraw();
    }

    /** The next reading of the list opens it anew. */
    function forget() {
      cards.delete(callId);
    }

    function redraw() {
      due ??= requestAnimationFrame(() => {
        due = null;
        draw(card);
        onChange();
      });
    }
  }

  function tick() {
    for (const card of cards.values()) draw(card);
  }

  function nodes() {
    const sorted = [...cards.values()].sort(
      (a, b) => attention(b) - attention(a) || b.call.startedAt - a.call.startedAt,
    );
    return sorted.map((card) => card.node);
  }

  return { sync, nodes, tick };
}

/** 2: act now, and nobody has yet; 1: something has trouble; 0: all is well. */
function attention({ call, now }) {
  const advice = currentAdvice(call, now());
  const urgent = advice?.advice.priority === "critical" && !advice.rating;
  if (urgent && now() - advice.startedAt < FRESH_MS) return 2;
  return troubledStatuses(call, now()).length ? 1 : 0;
}

function build(callId, writeNote) {
  const bars = make("span", { class: "bars", "aria-hidden": "true" });
  for (let bar = 0; bar < 4; bar += 1) bars.append(make("i"));
  const top = make(
    "span",
    { class: "card-top" },
    make("span", { class: "name", dir: "auto" }),
    make("span", { class: "pill", "data-state": "live" }, make("span", { class: "pill-mark" }), make("span", { class: "num time" })),
  );
  const advice = make("span", { class: "card-advice" }, bars, make("span", { class: "card-headline" }));
  const link = make(
    "a",
    { class: "call-card", href: placeOf(callId) },
    top,
    make("span", { class: "label who" }),
    advice,
    make("span", { class: "card-words" }),
    make("span", { class: "card-trouble" }),
  );
  const note = make("button", { class: "button plain card-note", "data-i18n-label": "note.write" }, icon("note"));
  note.addEventListener("click", writeNote);
  const way = { class: "button plain card-join", target: "_blank", rel: "noreferrer", "data-i18n-label": "note.join", hidden: "" };
  const node = make("li", {}, link, note, make("a", way, icon("headset")));
  translate(node);
  return node;
}

/** The way into the call by the phone system, where there is one for this reader. */
function drawJoin(node, address) {
  const join = node?.querySelector(".card-join");
  if (!join) return;
  join.hidden = !address;
  if (address && join.getAttribute("href") !== address) join.href = address;
}

function draw({ node, call, record, now, state }) {
  const part = (name) => node.querySelector(name);
  setName(part(".name"), titleOf(call));
  setName(part(".who"), subtitleOf(call, call.callId));
  setText(part(".time"), call.startedAt ? length(ranMs(call, now())) : "");
  const pill = call.phase === "ended" ? "ended" : state;
  part(".pill").dataset.state = pill;
  part(".pill").title = t(`state.${pill}`);
  const shown = currentAdvice(call, now());
  const said = record && t("calls.said", { turns: record.turns, advice: record.suggestions });
  setText(part(".card-headline"), said ?? shown?.advice.headline ?? t("advice.listening"));
  part(".card-advice").dataset.priority = shown?.advice.priority ?? "";
  const last = lastWords(call);
  const words = part(".card-words");
  words.dataset.speaker = last?.speaker ?? "";
  setText(words, last ? tail(last.text) : "");
  const troubled = troubledStatuses(call, now())[0];
  setWords(part(".card-trouble"), troubled ? statusWords(troubled, call.trouble) : []);
}

const SOME_WORDS = 12;

/** What was said last: what is being said now, once it is more than a word or two. */
function lastWords(call) {
  const now = [...call.partials.values()].at(-1);
  const last = call.turns.at(-1);
  return now && (now.text.length >= SOME_WORDS || !last) ? now : last;
}

const TAIL = 76;

/** The end of a long text, from a word's beginning. */
function tail(text) {
  if (text.length <= TAIL) return text;
  return `… ${text.slice(text.indexOf(" ", text.length - TAIL) + 1)}`;
}
