import assert from "node:assert/strict";
import { test } from "node:test";

import { clock, length, percent, seconds, spaced, wholePercents } from "../../../server/console/js/format.js";

test("a clock shows minutes, and hours once there are some", () => {
  assert.equal(clock(0), "0:00");
  assert.equal(clock(75999), "1:15");
  assert.equal(clock(3725000), "1:02:05");
  assert.equal(clock(-5), "0:00");
});

test("a length that nobody knows is a dash", () => {
  assert.deepEqual([length(49000), length(0), length(null), length(undefined)], ["0:49", "0:00", "–", "–"]);
});

test("seconds and shares follow the language's notation", () => {
  assert.equal(seconds(430, "en"), "0.4\u00a0s");
  assert.equal(seconds(430, "fr"), "0,4\u00a0s");
  assert.equal(seconds(12400, "en"), "12\u00a0s");
  assert.equal(percent(0.42, "en"), "42%");
  assert.match(percent(0.42, "fr"), /^42.%$/);
});

test("two whole per cents add up to a hundred", () => {
  assert.deepEqual(wholePercents(0.555), [56, 44]);
  assert.deepEqual(wholePercents(0), [0, 100]);
});

test("a name is shown as words", () => {
  assert.equal(spaced("price_objection"), "price objection");
});
