import assert from "node:assert/strict";
import { test } from "node:test";

import { clientLines } from "../../../server/console/js/view-client.js";

const words = (key, values) => (values ? `${key}|${values.who}|${values.text}` : key);
const one = (text) => ({ text, speaker: "agent" });

test("three lines, what was promised before what is open", () => {
  const call = { started_at: "2026-11-12T08:00:00Z", promised: [one("to call")], open: [one("price?")], pains: [] };
  const lines = clientLines([call, call], "en", words);
  assert.deepEqual(lines, ["client.promised|agent|to call", "client.open|agent|price?", "client.promised|agent|to call"]);
});

test("nothing where nothing is known", () => {
  assert.deepEqual(clientLines([], "en", words), []);
  assert.deepEqual(clientLines([], "en", words, "A school of 40."), ["A school of 40."]);
});
