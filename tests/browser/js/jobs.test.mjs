import assert from "node:assert/strict";
import { test } from "node:test";

import { addWords } from "../../../server/console/js/i18n.js";
import * as words from "../../../server/console/js/words-jobs.js";
import { actionsOf, atWords, callNames, stepName, stepWords } from "../../../server/console/js/view-jobs.js";

addWords(words);

test("what may be done with a job is what its state allows", () => {
  assert.deepEqual(actionsOf("needs_approval"), ["approve", "reject", "cancel"]);
  assert.deepEqual(actionsOf("failed"), ["retry", "cancel"]);
  assert.deepEqual(actionsOf("done"), []);
  assert.deepEqual(actionsOf("superseded"), []);
});

test("a job is called by the people of its call, and by its id where nobody is known", () => {
  const participants = [{ role: "customer", name: "Ada Lin", number: "+33123" }, { role: "agent", name: "Ben" }];
  const call = { source: "twilio", participants, parameters: {} };
  assert.deepEqual(callNames({ call, call_id: "CA1" }), ["Ada Lin", "+33123 · with Ben"]);
  const nobody = { source: "twilio", participants: [], parameters: {} };
  assert.equal(callNames({ call: nobody, call_id: "CA1" })[1], "CA1");
  assert.deepEqual(callNames({ call: null, call_id: "CA1" }), ["CA1", ""]);
});

test("what a job is at is its step, why it failed, and what it waits for", () => {
  const due_at = "2026-11-27T12:00:00Z";
  assert.equal(atWords({ state: "failed", step: "send", reason: "TimeoutError", due_at }), "send · TimeoutError");
  assert.match(atWords({ state: "waiting", step: null, reason: null, due_at }), /^goes on Nov 27, 2026/);
  assert.match(atWords({ state: "needs_approval", step: "write", due_at }), /^write · skipped without a yes until Nov 27/);
});

test("a step says what became of it, who answered, and why", () => {
  const step = { state: "rejected", answer: "rejected", by: "eve", comment: "not this one" };
  assert.equal(stepWords("write", step), "write: Skipped · rejected by eve · “not this one”");
  assert.equal(stepWords("write", { state: "rejected" }), "write: Skipped");
});

test("the product's own steps and reasons are words, a step of the house's stays as it is", () => {
  assert.equal(stepName("follow_through"), "Was the advice followed");
  assert.equal(stepName("fields hubspot"), "Fields in hubspot");
  assert.equal(stepName("undo send crm_note"), "Take back: Tell crm_note");
  assert.equal(stepName("crm_note"), "crm_note");
  assert.equal(atWords({ state: "failed", step: "send bridge", reason: "target_refused" }), "Tell bridge · target refused");
  assert.equal(atWords({ state: "done", step: null, reason: null }), "");
});
