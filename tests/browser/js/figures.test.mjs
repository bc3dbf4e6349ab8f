import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { figures } from "../../../server/console/js/figures.js";

const CALLS = JSON.parse(readFileSync(new URL("../../figures/calls.json", import.meta.url), "utf8"));

for (const call of CALLS) {
  test(`figures: ${call.says}`, () => {
    const { silence, ...counted } = figures(call.turns);
    assert.deepEqual(counted, call.figures);
    assert.ok(Math.abs(silence - call.silence) < 1e-6, `silence: ${silence}`);
  });
}

test("the order in which turns come does not matter", () => {
  for (const { turns } of CALLS) assert.deepEqual(figures(turns.toReversed()), figures(turns));
});
