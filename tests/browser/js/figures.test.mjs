import assert from "node:assert/strict";
import { test } from "node:test";

import { figures } from "../../../server/console/js/figures.js";

const turn = (speaker, start_ms, end_ms, text = "") => ({ speaker, start_ms, end_ms, text });

test("a call without turns has figures, all of them nothing", () => {
  const now = figures([]);
  assert.equal(now.customer.share, 0);
  assert.equal(now.silence, 0);
  assert.equal(now.monologue, null);
  assert.equal(now.agent.wordsPerMinute, null);
});

test("talk share is each party's part of all talk, silence left out", () => {
  const now = figures([turn("customer", 0, 3000), turn("agent", 7000, 8000)]);
  assert.equal(now.customer.share, 0.75);
  assert.equal(now.agent.share, 0.25);
});

test("silence is what nobody's turn covers, and an overlap counts once", () => {
  const now = figures([turn("customer", 1000, 4000), turn("agent", 3000, 5000), turn("agent", 8000, 10000)]);
  assert.equal(now.silenceMs, 1000 + 3000);
  assert.equal(now.silence, 0.4);
});

test("a turn inside another turn of the same party is not counted twice", () => {
  assert.equal(figures([turn("agent", 0, 5000), turn("agent", 1000, 2000)]).agent.talkMs, 5000);
});

test("a monologue goes on over short pauses and ends with the other's word or a long pause", () => {
  const turns = [
    turn("customer", 0, 2000),
    turn("customer", 4000, 9000),
    turn("agent", 9500, 10000),
    turn("customer", 10500, 12000),
    turn("customer", 20000, 24000),
  ];
  assert.deepEqual(figures(turns).monologue, { speaker: "customer", ms: 9000 });
});

test("pace counts words of any script against the party's own talk", () => {
  const now = figures([turn("customer", 0, 6000, "It's twenty-six, n’est-ce pas? Ça coûte cher.")]);
  assert.equal(now.customer.wordsPerMinute, 70);
});

test("pace is not told from less than three seconds", () => {
  assert.equal(figures([turn("agent", 0, 2000, "Hello there")]).agent.wordsPerMinute, null);
});

test("who begins while the other goes on interrupts; a brief overlap at the end does not", () => {
  const turns = [
    turn("agent", 0, 5000),
    turn("customer", 3000, 6000),
    turn("agent", 5900, 8000),
  ];
  const now = figures(turns);
  assert.equal(now.customer.interruptions, 1);
  assert.equal(now.agent.interruptions, 0);
});

test("the order in which turns come does not matter", () => {
  const turns = [turn("customer", 0, 2000, "a b"), turn("agent", 1000, 4000), turn("customer", 5000, 9000)];
  assert.deepEqual(figures(turns), figures([...turns].reverse()));
});
