import assert from "node:assert/strict";
import { test } from "node:test";

import { memoryLines } from "../../../server/console/js/view-memory.js";

const words = (key, values = {}) => `${key}${Object.values(values).map((one) => `|${one}`).join("")}`;
const entity = (kind, text, more = {}) => ({ kind, text, speaker: "agent", turn_id: "a1", state: null, ...more });

test("there are five lines from the start, all empty", () => {
  assert.deepEqual(memoryLines(null, words), { phase: "", mood: "", facts: "", promised: "", open: "" });
});

test("each line has its own, the newest first, and no more than four", () => {
  const prices = [1, 2, 3, 4, 5].map((n) => entity("price", `${n} euros`));
  const lines = memoryLines(
    {
      entities: [
        ...prices,
        entity("commitment", "I'll call you"),
        entity("question", "How much?", { state: "open" }),
        entity("objection", "too dear", { state: "open" }),
        entity("objection", "too late", { state: "handled" }),
      ],
      phase: { id: "offer", title: "Offer", turn_id: "a1" },
      sentiment: { customer: { score: -0.5, trend: "falling", turn_id: "c1" }, agent: null },
    },
    words,
  );
  assert.equal(lines.phase, "Offer");
  assert.equal(lines.facts, "5 euros · 4 euros · 3 euros · 2 euros");
  assert.equal(lines.promised, "soFar.promise|agent|I'll call you");
  assert.equal(lines.open, "too dear · How much?");
  assert.equal(lines.mood, "trend.falling|customer|mood.cross");
});
