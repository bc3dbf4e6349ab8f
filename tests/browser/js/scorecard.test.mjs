import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { documentElement: { dataset: {} }, getElementById: () => null };

const { figure } = await import("../../../server/console/js/view-scorecard.js");

test("a figure is told in its unit, in the reader's notation", () => {
  assert.equal(figure("talk_share", 0.662, "en"), "66%");
  assert.equal(figure("monologue", 30.5, "en"), "31\u00a0s");
  assert.equal(figure("questions", 13.25, "fr"), "13,25");
  assert.equal(figure("sentiment", 0.75, "en"), "+0.75");
  assert.equal(figure("sentiment", 0, "en"), "0");
});
