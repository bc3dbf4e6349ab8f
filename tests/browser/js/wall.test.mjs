import assert from "node:assert/strict";
import { test } from "node:test";

import { addWords } from "../../../server/console/js/i18n.js";
import { reasonWords } from "../../../server/console/js/view-wall.js";
import { addressOf, choices, filtersOf, isWanted, Wall } from "../../../server/console/js/wall-order.js";
import { split } from "../../../server/console/js/wall-stream.js";
import * as words from "../../../server/console/js/words-wall.js";

addWords(words);

const row = (call_id, score, more = {}) => ({
  call_id,
  agent_id: "maria",
  teams: ["north"],
  playbook: "saas",
  language: "en",
  alerts: [],
  started_at: "2026-11-20T08:00:00Z",
  risk: { score, level: score >= 50 ? "high" : score >= 25 ? "medium" : "low", reasons: [] },
  ...more,
});
const message = (rows, gone = [], whole = false) => ({ rows, gone, whole });

test("the riskiest come first, then the oldest", () => {
  const wall = new Wall();
  const late = { started_at: "2026-11-20T09:00:00Z" };
  wall.take(message([row("a", 5, late), row("b", 70), row("c", 5)], [], true));
  assert.equal(wall.sort(), true);
  assert.deepEqual(wall.order, ["b", "c", "a"]);
  assert.equal(wall.sort(), false);
});

test("a call whose figures are not known is hidden by no filter of them", () => {
  const bare = row("a", 0, { figures_known: false, playbook: null, language: null });
  for (const filter of ["?risk=high", "?playbook=saas", "?language=fr", "?agent=maria"])
    assert.equal(isWanted(bare, filtersOf(filter)), true, filter);
  for (const filter of ["?team=south", "?agent=ben"]) assert.equal(isWanted(bare, filtersOf(filter)), false, filter);
});

test("under a pointer no row moves: new ones come last, ended ones stay", () => {
  const wall = new Wall();
  wall.take(message([row("a", 50), row("b", 20)], [], true));
  wall.sort();
  assert.deepEqual(wall.take(message([row("b", 90), row("c", 99)], ["a"])), ["a", "b", "c"]);
  wall.hold();
  assert.deepEqual(wall.order, ["a", "b", "c"]);
  assert.ok(wall.gone.has("a"));
  assert.equal(wall.moved(), 2);
  wall.sort();
  assert.deepEqual(wall.order, ["c", "b"]);
  assert.equal(wall.rows.has("a"), false);
});

test("a whole wall takes away what it does not have, and a call may come back", () => {
  const wall = new Wall();
  wall.take(message([row("a", 5), row("b", 5)], [], true));
  assert.deepEqual(wall.take(message([row("b", 5)], [], true)), ["a", "b"]);
  wall.take(message([row("a", 7)]));
  wall.sort();
  assert.deepEqual(wall.order, ["a", "b"]);
});

test("an alert is news once, and none of those that were there at first", () => {
  const wall = new Wall();
  const raised = (id, at) => row("a", 5, { alerts: [{ alert_id: id, at }] });
  const ids = (found) => found.map(({ alert }) => `${alert.alert_id}@${alert.at}`);
  assert.deepEqual(wall.raised(message([raised("x", 1)], [], true)), []);
  assert.deepEqual(ids(wall.raised(message([raised("x", 1)]))), []);
  assert.deepEqual(ids(wall.raised(message([raised("x", 2)]))), ["x@2"]);
  assert.deepEqual(ids(wall.raised(message([raised("y", 3)], [], true))), ["y@3"]);
});

test("filters are kept by the address, and none leaves it bare", () => {
  const filters = filtersOf("?team=north&risk=high&weather=wet");
  assert.deepEqual(filters, { team: "north", agent: "", playbook: "", language: "", risk: "high" });
  assert.equal(addressOf(filters), "?team=north&risk=high");
  assert.equal(addressOf(filtersOf("")), "");
});

test("a filter lets through what it names, and a risk what is at least so high", () => {
  const wanted = (query, one) => isWanted(one, filtersOf(query));
  assert.equal(wanted("?team=north&agent=maria&playbook=saas&language=en", row("a", 1)), true);
  for (const query of ["?team=south", "?agent=ben", "?playbook=x", "?language=fr", "?risk=medium"]) {
    assert.equal(wanted(query, row("a", 1)), false, query);
  }
  assert.equal(wanted("?risk=medium", row("a", 60)), true);
});

test("what there is to choose from is sorted, each once", () => {
  const found = choices([row("a", 1, { teams: ["south", "north"] }), row("b", 1, { agent_id: null })]);
  assert.deepEqual(found, { team: ["north", "south"], agent: ["maria"], playbook: ["saas"], language: ["en"] });
});

test("a stream's text is cut where a message is whole, and comments are passed over", () => {
  const { messages, rest } = split(': still here\n\ndata: {"a":1}\n\ndata: {"b"');
  assert.deepEqual(messages, [{ a: 1 }]);
  assert.equal(rest, 'data: {"b"');
});

test("a reason is said in the reader's language, one of a later server in English", () => {
  const cross = { code: "sentiment", score: -0.5, falling: true, words: "x" };
  assert.equal(reasonWords(cross, null), "The customer is cross, and it gets worse");
  assert.equal(reasonWords({ code: "dead_air", seconds: 10 }, 12900), "Nobody speaks for 12 s");
  assert.equal(reasonWords({ code: "weather", words: "it rains" }, null), "it rains");
});
