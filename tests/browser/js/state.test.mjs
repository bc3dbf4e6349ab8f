import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  apply,
  currentAdvice,
  earlierAdvice,
  emptyCall,
  isThinking,
  lifeLeft,
  partyName,
  ranMs,
  troubledStatuses,
} from "../../../server/console/js/state.js";

const PASSING = new Set(["speech.started", "speech.stopped", "turn.partial", "suggestion.delta"]);

/** A call and a function that gives it one event after the other, numbered as the log does. */
function started() {
  const call = emptyCall("CA1");
  let seq = 0;
  const give = (type, data = {}) => {
    const number = PASSING.has(type) ? null : (seq += 1);
    return apply(call, { v: 1, seq: number, call_id: "CA1", type, at: "2026-11-20T08:00:00.000Z", data });
  };
  give("call.started", { source: "twilio", participants: [], parameters: {} });
  return { call, give };
}

const turn = (turn_id, speaker, start_ms, text = turn_id) => ({
  turn_id,
  speaker,
  text,
  start_ms,
  end_ms: start_ms + 1000,
});

const ids = (call) => call.turns.map((one) => one.turn_id);

test("a call that is given on is the new agent's, without the name of the one before", () => {
  const { call, give } = started();
  give("call.started", { parameters: { agent_id: "maria", agent_name: "Maria", customer_name: "Dana" } });
  give("call.transferred", { agent_id: "ben", previous_agent_id: "maria", by: "ines" });
  assert.equal(partyName(call, "agent"), "ben");
  assert.equal(partyName(call, "customer"), "Dana");
});

test("turns stand in the order of the call's clock, whenever they arrive", () => {
  const { call, give } = started();
  give("turn.final", turn("t1", "customer", 0));
  give("turn.final", turn("t3", "customer", 5000));
  give("turn.final", turn("t2", "agent", 2000));
  assert.deepEqual(ids(call), ["t1", "t2", "t3"]);
});

test("a durable event that comes twice changes nothing", () => {
  const { call } = started();
  const event = { seq: 2, type: "turn.final", at: "", data: turn("t1", "agent", 0) };
  assert.equal(apply(call, event).turns.length, 1);
  assert.equal(apply(call, event).areas.size, 0);
  assert.deepEqual(ids(call), ["t1"]);
  assert.equal(call.repeated, 1);
});

test("an event after a gap is not taken, and says so", () => {
  const { call } = started();
  const event = { seq: 3, type: "turn.final", at: "", data: turn("t1", "agent", 0) };
  assert.equal(apply(call, event).gap, true);
  assert.equal(call.seq, 1);
  assert.deepEqual(ids(call), []);
});

test("an unknown type of event counts in the numbering and is otherwise ignored", () => {
  const { call, give } = started();
  give("weather.changed", { to: "rain" });
  assert.equal(give("turn.final", turn("t1", "agent", 0)).gap, false);
  assert.equal(call.seq, 3);
});

test("the final of a turn replaces its partial, and a late partial does not bring it back", () => {
  const { call, give } = started();
  give("turn.partial", { turn_id: "t1", speaker: "customer", text: "Good" });
  assert.equal(call.partials.get("t1").text, "Good");
  give("turn.final", turn("t1", "customer", 0, "Good day."));
  give("turn.partial", { turn_id: "t1", speaker: "customer", text: "Good d" });
  assert.equal(call.partials.size, 0);
  assert.equal(call.turns[0].text, "Good day.");
});

test("a party has one partial, and the other's is left alone", () => {
  const { call, give } = started();
  give("turn.partial", { turn_id: "t1", speaker: "customer", text: "a" });
  give("turn.partial", { turn_id: "t2", speaker: "agent", text: "b" });
  give("turn.partial", { turn_id: "t3", speaker: "customer", text: "c" });
  assert.deepEqual([...call.partials.keys()], ["t2", "t3"]);
});

test("advice is shown as soon as its headline begins, and fills", () => {
  const { call, give } = started();
  give("suggestion.started", { suggestion_id: "s1", turn_id: "t1", lane: "llm" });
  assert.equal(currentAdvice(call), null);
  assert.equal(isThinking(call), true);
  give("suggestion.delta", { suggestion_id: "s1", partial: { headline: "Ask" } });
  give("suggestion.delta", { suggestion_id: "s1", partial: { headline: "Ask why", priority: "high" } });
  assert.equal(currentAdvice(call).advice.headline, "Ask why");
  assert.equal(isThinking(call), false);
});

test("earlier advice stays until newer advice has a headline, then folds away", () => {
  const { call, give } = started();
  give("suggestion.started", { suggestion_id: "s1" });
  give("suggestion.final", { suggestion_id: "s1", headline: "One" });
  give("suggestion.started", { suggestion_id: "s2" });
  assert.equal(currentAdvice(call).id, "s1");
  give("suggestion.delta", { suggestion_id: "s2", partial: { headline: "Two" } });
  const current = currentAdvice(call);
  assert.equal(current.id, "s2");
  assert.deepEqual(earlierAdvice(call, current).map((one) => one.id), ["s1"]);
});

test("withdrawn advice is gone, also from the earlier advice", () => {
  const { call, give } = started();
  give("suggestion.started", { suggestion_id: "s1" });
  give("suggestion.delta", { suggestion_id: "s1", partial: { headline: "One" } });
  give("suggestion.withdrawn", { suggestion_id: "s1", reason: "superseded" });
  assert.equal(currentAdvice(call), null);
  assert.deepEqual(earlierAdvice(call, null), []);
});

test("a delta that comes after the final does not undo it", () => {
  const { call, give } = started();
  give("suggestion.final", { suggestion_id: "s1", headline: "Done" });
  give("suggestion.delta", { suggestion_id: "s1", partial: { headline: "Do" } });
  assert.equal(currentAdvice(call).advice.headline, "Done");
});

test("dismissed advice leaves quiet, and not the advice before it", () => {
  const { call, give } = started();
  give("suggestion.final", { suggestion_id: "s1", headline: "One" });
  give("suggestion.final", { suggestion_id: "s2", headline: "Two" });
  give("feedback.recorded", { suggestion_id: "s2", rating: "dismissed" });
  assert.equal(currentAdvice(call), null);
});

test("recorded feedback is kept with its suggestion", () => {
  const { call, give } = started();
  give("suggestion.final", { suggestion_id: "s1", headline: "One" });
  give("feedback.recorded", { suggestion_id: "s1", rating: "used" });
  const { rating, recorded } = currentAdvice(call);
  assert.deepEqual([rating, recorded], ["used", true]);
});

test("a status holds per component and party, until it is ok again", () => {
  const { call, give } = started();
  give("status", { component: "stt", state: "degraded", speaker: "customer", detail: "x" });
  give("status", { component: "stt", state: "ok", speaker: "agent", detail: "y" });
  assert.equal(troubledStatuses(call, 0).length, 1);
  give("status", { component: "stt", state: "ok", speaker: "customer", detail: "z" });
  assert.equal(troubledStatuses(call, 0).length, 0);
});

test("a paused coach is a wish, not trouble", () => {
  const { call, give } = started();
  give("status", { component: "coach", state: "degraded", detail: "x", speaker: null, paused: true });
  assert.equal(call.paused, true);
  assert.equal(troubledStatuses(call, 0).length, 0);
  give("status", { component: "coach", state: "ok", detail: "y", speaker: null });
  assert.equal(call.paused, true);
  give("status", { component: "coach", state: "ok", detail: "z", speaker: null, paused: false });
  assert.equal(call.paused, false);
});

test("an error holds until the model answers again", () => {
  const { call, give } = started();
  give("error", { error_code: "coach_timeout", message: "slow" });
  give("suggestion.final", { suggestion_id: "s1", lane: "instant", headline: "Fallback" });
  assert.equal(call.trouble.error_code, "coach_timeout");
  give("suggestion.final", { suggestion_id: "s2", lane: "llm", headline: "Model" });
  assert.equal(call.trouble, null);
});

test("stages reached add up over suggestions", () => {
  const { call, give } = started();
  give("suggestion.final", { suggestion_id: "s1", headline: "a", stages_reached: ["opening"] });
  give("suggestion.final", { suggestion_id: "s2", headline: "b", stages_reached: ["discovery"] });
  assert.deepEqual([...call.reached], ["opening", "discovery"]);
});

test("the stage that is remembered is one of those reached, with a card or without", () => {
  const { call, give } = started();
  const memory = (phase) => give("memory.updated", { entities: [], phase, sentiment: {} });
  memory(null);
  assert.deepEqual([...call.reached], []);
  const { areas } = memory({ id: "next_step", title: "Next step", turn_id: "c2" });
  assert.deepEqual([...call.reached], ["next_step"]);
  assert.ok(areas.has("stages"));
  assert.ok(!memory({ id: "next_step", title: "Next step", turn_id: "c2" }).areas.has("stages"));
});

test("the end of the call drops what was being said, and its return opens it again", () => {
  const { call, give } = started();
  const begun = call.startedAt;
  give("turn.partial", { turn_id: "t1", speaker: "agent", text: "So" });
  give("call.ended", { reason: "interrupted", duration_ms: 4000 });
  assert.deepEqual([call.phase, call.partials.size, ranMs(call, begun + 9000)], ["ended", 0, 4000]);
  give("call.started", { source: "twilio" });
  assert.deepEqual([call.phase, call.startedAt, ranMs(call, begun + 9000)], ["live", begun, 9000]);
});

test("a party's name comes from the participants, else from the parameters", () => {
  const call = emptyCall("CA1");
  assert.equal(partyName(call, "customer"), null);
  call.parameters = { customer_name: "Dana", agent_id: "7" };
  call.participants = [{ role: "agent", name: "Tom" }, { role: "customer" }];
  assert.equal(partyName(call, "customer"), "Dana");
  assert.equal(partyName(call, "agent"), "Tom");
  call.participants = null;
  assert.equal(partyName(call, "agent"), "7");
});

test("a supervisor's notes are kept, and a token's end is nobody's trouble", () => {
  const { call, give } = started();
  give("note.added", { note_id: "n1", text: "Offer the pilot.", by: "Ines" });
  give("error", { error_code: "token_expiring", message: "soon" });
  assert.deepEqual(call.notes.map((note) => note.text), ["Offer the pilot."]);
  assert.equal(call.trouble, null);
});

test("without consent, nothing that was being said stays on the screen", () => {
  const { call, give } = started();
  give("speech.started", { speaker: "customer", offset_ms: 100 });
  give("turn.partial", { turn_id: "c1", speaker: "customer", text: "I would" });
  const consent = { component: "consent", code: "consent_withdrawn", consent: { state: "withdrawn" } };
  give("status", { ...consent, state: "down" });
  assert.deepEqual([call.partials.size, call.speaking.customer], [0, null]);
});

const PAGE = readFileSync(new URL("../../../docs/events.md", import.meta.url), "utf8");
const EXAMPLES = [...PAGE.matchAll(/^### `([\w.]+)` \(\w+\)$(.*?)(?=^#)/gms)].flatMap(
  ([, type, text]) => [...text.matchAll(/^```json\n(.*?)^```/gms)].map((found) => [type, JSON.parse(found[1])]),
);

test("every event that the page of events shows is taken, one after the other", () => {
  const { call, give } = started();
  for (const [type, data] of EXAMPLES) assert.equal(give(type, data).gap, false, type);
  assert.ok(EXAMPLES.length > 14);
  assert.deepEqual([call.phase, call.turns.length, call.notes.length], ["ended", 1, 1]);
  assert.equal(call.suggestions.get("s4").rating, "used");
});

test("what a later server knows of a card beside its words changes nothing that is shown", () => {
  const [, card] = EXAMPLES.find(([type]) => type === "suggestion.final");
  const more = {
    sources: [{ title: "Prices", address: "https://example.com", passage: "…", score: 0.9 }],
    usage: { input: 900, cached: 800, output: 60, cost: 0.0004 },
  };
  const shown = (extra) => {
    const { call, give } = started();
    give("suggestion.started", card);
    give("suggestion.final", { ...card, ...extra });
    const current = currentAdvice(call);
    const { sources, usage, ...words } = current.advice;
    return { ...current, advice: words };
  };
  assert.deepEqual(shown(more), shown({}));
});

test("advice is of use until its end on the call's clock, and then no more", () => {
  const { call, give } = started();
  const advice = { headline: "Ask why", expires_at_ms: 30000 };
  give("suggestion.started", { suggestion_id: "s1", turn_id: "c1" });
  give("suggestion.final", { suggestion_id: "s1", turn_id: "c1", ...advice });
  const [one] = call.suggestions.values();
  one.finalAt = call.startedAt + 10000;
  assert.equal(lifeLeft(call, one, call.startedAt + 10000), 1);
  assert.equal(lifeLeft(call, one, call.startedAt + 25000), 0.25);
  assert.equal(currentAdvice(call, call.startedAt + 29999), one);
  assert.equal(currentAdvice(call, call.startedAt + 30000), null);
  assert.deepEqual(earlierAdvice(call, null), [one]);
  one.advice.expires_at_ms = null;
  assert.equal(lifeLeft(call, one, call.startedAt + 99000), null);
  assert.equal(currentAdvice(call, call.startedAt + 99000), one);
});

test("what a card took the place of is not kept beside it", () => {
  const { call, give } = started();
  give("suggestion.started", { suggestion_id: "s1", turn_id: "c1" });
  give("suggestion.final", { suggestion_id: "s1", turn_id: "c1", headline: "At once" });
  give("suggestion.started", { suggestion_id: "s2", turn_id: "c1", replaces: "s1" });
  give("suggestion.delta", { suggestion_id: "s2", partial: { headline: "Better" } });
  const current = currentAdvice(call);
  assert.equal(current.id, "s2");
  assert.deepEqual(earlierAdvice(call, current), []);
  give("suggestion.withdrawn", { suggestion_id: "s2", reason: "failed" });
  assert.equal(currentAdvice(call).id, "s1");
});

test("why the coach last chose to say nothing is known", () => {
  const { call, give } = started();
  assert.equal(call.silence, null);
  give("suggestion.suppressed", { turn_id: "c2", reason: "duplicate", headline: "Ask why" });
  assert.equal(call.silence.reason, "duplicate");
  assert.equal(call.silence.headline, "Ask why");
});

test("what was held back is told until the next card or the customer's next turn", () => {
  const { call, give } = started();
  const hold = (turn_id) => give("suggestion.suppressed", { turn_id, reason: "duplicate", headline: "Ask why" });
  const say = (turn_id, speaker) => give("turn.final", { turn_id, speaker, text: "So", start_ms: 0, end_ms: 9 });
  hold("c2");
  say("c2", "customer"); // its own turn may come after it
  say("a3", "agent");
  assert.equal(call.silence.headline, "Ask why");
  say("c4", "customer");
  assert.equal(call.silence, null);
  hold("c4");
  give("suggestion.final", { suggestion_id: "s9", turn_id: "c4", headline: "Ask how" });
  assert.equal(call.silence, null);
});

test("what the agent made of a card is told after the call, and the last word counts", () => {
  const { call, give } = started();
  give("suggestion.started", { suggestion_id: "s1", turn_id: "c1", lane: "instant" });
  give("suggestion.final", { suggestion_id: "s1", turn_id: "c1", headline: "Ask who decides" });
  give("call.ended", { reason: "hangup", duration_ms: 1000 });
  give("suggestion.followed", { suggestion_id: "s1", outcome: "unknown", turn_id: "a1", quote: "Well." });
  const told = { suggestion_id: "s1", outcome: "asked", turn_id: "a2", quote: "Who decides?" };
  assert.deepEqual([...give("suggestion.followed", told).areas], ["advice"]);
  const { followed } = call.suggestions.get("s1");
  assert.deepEqual(followed, { outcome: "asked", turnId: "a2", quote: "Who decides?" });
  assert.equal(give("suggestion.followed", { suggestion_id: "s9" }).areas.size, 0);
});
