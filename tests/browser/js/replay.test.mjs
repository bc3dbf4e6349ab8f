import assert from "node:assert/strict";
import { test } from "node:test";

import { Replay, moments } from "../../../server/console/js/replay.js";
import { apply, currentAdvice, emptyCall } from "../../../server/console/js/state.js";

const BEGIN = Date.parse("2026-11-20T08:00:00Z");

/** A log from rows of [seconds on the server's clock, type, data]. */
function log(...rows) {
  return rows.map(([s, type, data], i) => ({
    v: 1,
    seq: i + 1,
    call_id: "CA1",
    type,
    at: new Date(BEGIN + s * 1000).toISOString(),
    data,
  }));
}

const turn = (turn_id, speaker, start_ms, end_ms) => ({ turn_id, speaker, text: turn_id, start_ms, end_ms });
const advice = (suggestion_id, headline) => ({ suggestion_id, headline, priority: "high" });

const CALL = log(
  [0, "call.started", { source: "twilio", playbook: { stages: [] } }],
  [0.1, "status", { component: "stt", state: "ok" }],
  [4.5, "turn.final", turn("t1", "agent", 1000, 4000)],
  [9.4, "turn.final", turn("t2", "customer", 5000, 9000)],
  [9.5, "suggestion.started", { suggestion_id: "s1", turn_id: "t2" }],
  [10.4, "suggestion.final", { ...advice("s1", "Ask why"), stages_reached: ["opening"] }],
  [12.4, "feedback.recorded", { suggestion_id: "s1", rating: "used" }],
  [15.4, "turn.final", turn("t3", "customer", 11000, 15000)],
  [15.6, "suggestion.started", { suggestion_id: "s2", turn_id: "t3" }],
  [16.4, "suggestion.final", advice("s2", "Say the price")],
  [20, "call.ended", { reason: "hangup", duration_ms: 20000 }],
  [21, "note.added", { note_id: "n1", text: "x", by: null }],
);

const reduced = (events) => events.reduce((call, event) => (apply(call, event), call), emptyCall("CA1"));

test("turns come when they have been said, the rest at its distance from them", () => {
  const expected = [0, 100, 4000, 9000, 9100, 10000, 12000, 15000, 15200, 16000, 20000, 20000];
  assert.deepEqual(moments(CALL), expected);
});

test("the state at a moment is what the events up to it make, in whatever order one asks", () => {
  const replay = new Replay("CA1", CALL);
  const asked = [0, 3999, 4000, 9050, 12500, 9050, 20000, 0, 16000, 100, 19999, 20000];
  for (const ms of asked) {
    const prefix = CALL.filter((_, i) => replay.moments[i] <= ms);
    assert.deepEqual(replay.at(ms).call, reduced(prefix), `at ${ms}`);
  }
});

test("what is shown at a moment is the advice, the rating and the turns of that moment", () => {
  const replay = new Replay("CA1", CALL);
  assert.equal(currentAdvice(replay.at(9500).call), null);
  assert.equal(currentAdvice(replay.at(10000).call).advice.headline, "Ask why");
  assert.equal(currentAdvice(replay.at(11999).call).rating, null);
  assert.equal(currentAdvice(replay.at(12000).call).rating, "used");
  assert.deepEqual(replay.at(12000).call.turns.map((one) => one.turn_id), ["t1", "t2"]);
  assert.equal(replay.at(19999).call.phase, "live");
  assert.equal(replay.at(20000).call.phase, "ended");
});

test("going on tells what is new; going back tells that all is new", () => {
  const replay = new Replay("CA1", CALL);
  replay.at(4000);
  const on = replay.at(9000);
  assert.deepEqual([on.turns, on.rewound], [["t2"], false]);
  assert.equal(replay.at(9050).areas.size, 0);
  const back = replay.at(4000);
  assert.deepEqual([back.turns, back.rewound], [["t1"], true]);
});

test("the server's clock goes on between two events", () => {
  assert.equal(new Replay("CA1", CALL).at(11000).now, BEGIN + 11400);
});

test("a recording that was played twelve times faster is replayed at the pace of its words", () => {
  const fast = CALL.map((event) => {
    const passed = Date.parse(event.at) - BEGIN;
    return { ...event, at: new Date(BEGIN + passed / 12).toISOString() };
  });
  const found = moments(fast);
  assert.deepEqual([found[2], found[3], found[7], found.at(-1)], [4000, 9000, 15000, 20000]);
  assert.ok(found[5] > 9000 && found[5] < 9200);
});

test("advice that came after the next turn's words, and a turn that came late, keep the log's order", () => {
  const events = log(
    [0, "call.started", {}],
    [1, "turn.final", turn("t1", "customer", 0, 1000)],
    [9, "suggestion.final", advice("s1", "Slow")],
    [9.1, "turn.final", turn("t2", "agent", 2000, 3000)],
    [9.2, "turn.final", turn("t3", "customer", 1500, 2500)],
  );
  assert.deepEqual(moments(events), [0, 1000, 3000, 3000, 3000]);
});

test("a call without an end or a duration is as long as its words, and an empty log has no length", () => {
  assert.equal(new Replay("CA1", CALL.slice(0, 8)).lengthMs, 15000);
  assert.equal(new Replay("CA1", []).lengthMs, 0);
  const interrupted = CALL.map((event) => (event.type === "call.ended" ? { ...event, data: {} } : event));
  assert.equal(new Replay("CA1", interrupted).lengthMs, 15000);
});

test("there is a tick for each piece of advice that was given", () => {
  const ticks = new Replay("CA1", CALL).ticks().map(({ ms, priority }) => [ms, priority]);
  assert.deepEqual(ticks, [[10000, "high"], [16000, "high"]]);
});
