import assert from "node:assert/strict";
import { test } from "node:test";

import { apply, emptyCall } from "../../../server/console/js/state.js";
import { glance, moved } from "../../../server/console/js/view-insights.js";

const told = (seq, specialist, data) => ({ seq, type: "insight.updated", at: "2026-11-20T08:00:00Z", data: { specialist, data } });

test("the last insight of a specialist counts, and the one before it is known", () => {
  const call = emptyCall("CA1");
  apply(call, told(1, "closing", { score: 40 }));
  apply(call, told(2, "objection", { severity: 7 }));
  const { areas } = apply(call, told(3, "closing", { score: 72 }));
  assert.deepEqual([...areas], ["insights"]);
  assert.deepEqual([...call.insights.keys()], ["closing", "objection"]);
  assert.deepEqual(call.insights.get("closing"), { specialist: "closing", data: { score: 72 }, before: { score: 40 } });
});

test("numbers come first, then choices in words, and texts are for a second glance", () => {
  const data = { kind: "needs_proof", severity: 7, counter_arguments: ["The hours it saves"], note: "Ask on Monday", urgent: true, done: false };
  assert.deepEqual(glance(data), {
    numbers: [["severity", 7]],
    words: ["needs proof", "urgent"],
    more: ["The hours it saves", "Ask on Monday"],
  });
  assert.deepEqual(glance({ a: "one", b: "two", c: "three", d: "four" }).words.length, 3);
  assert.deepEqual(glance(null), { numbers: [], words: [], more: [] });
});

test("a number moves up or down from the one before", () => {
  assert.equal(moved("score", 72, { score: 40 }), "up");
  assert.equal(moved("score", 12, { score: 40 }), "down");
  assert.equal(moved("score", 40, { score: 40 }), null);
  assert.equal(moved("score", 40, null), null);
});
