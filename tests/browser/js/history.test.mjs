import assert from "node:assert/strict";
import { test } from "node:test";

import { nextPage, recordOf } from "../../../server/console/js/api.js";
import { History } from "../../../server/console/js/history.js";

globalThis.document = { cookie: "" }; // of a session

const record = (call_id, hour, ended = true) => ({
  call_id,
  started_at: `2026-11-20T${hour}:00:00Z`,
  ended_at: ended ? `2026-11-20T${hour}:30:00Z` : null,
});
const ids = (records) => records.map((one) => one.call_id);

test("calls that go on and calls that ended are told apart, newest first", () => {
  const history = new History();
  history.newest({ calls: [record("c", "12", false), record("b", "11"), record("a", "10")], next: null });
  assert.deepEqual(ids(history.open()), ["c"]);
  assert.deepEqual(ids(history.ended()), ["b", "a"]);
});

test("a call that slides off the newest page is kept, with the older pages below it", () => {
  const history = new History();
  history.newest({ calls: [record("c", "12"), record("b", "11")], next: "/1" });
  history.older({ calls: [record("a", "10")], next: null });
  history.newest({ calls: [record("d", "13"), record("c", "12")], next: "/2" });
  assert.deepEqual(ids(history.ended()), ["d", "c", "b", "a"]);
  assert.equal(history.next, null);
});

test("a call that goes on for longer than the newest page tells is open until it has ended", () => {
  const history = new History();
  const newest = { calls: [record("d", "13"), record("c", "12")], next: "/1" };
  history.newest(newest);
  assert.deepEqual(history.going([record("a", "09", false)]), []);
  history.newest(newest);
  assert.deepEqual(ids(history.open()), ["a"]);
  assert.deepEqual(history.going([]), ["a"]);
  history.put("a", record("a", "09"));
  assert.deepEqual([ids(history.open()), ids(history.ended())], [[], ["d", "c", "a"]]);
});

test("a call that went on and is no more there is taken out, and not asked for again", async () => {
  const history = new History();
  history.newest({ calls: [record("d", "13"), record("c", "12")], next: "/1" });
  history.going([record("a", "09", false)]);
  globalThis.fetch = async () => new Response('{"error_code": "not_found"}', { status: 404 });
  for (const id of history.going([])) history.put(id, await recordOf(id));
  assert.deepEqual([ids(history.open()), history.going([])], [[], []]);
  globalThis.fetch = async () => new Response("{}", { status: 503 });
  await assert.rejects(recordOf("a"), { status: 503 });
});

test("a call that was deleted goes, once the newest page shows its place without it", () => {
  const history = new History();
  history.newest({ calls: [record("c", "12"), record("b", "11"), record("a", "10")], next: "/1" });
  history.newest({ calls: [record("c", "12"), record("a", "10")], next: "/1" });
  assert.deepEqual(ids(history.ended()), ["c", "a"]);
  history.newest({ calls: [], next: null });
  assert.deepEqual(ids(history.ended()), []);
});

test("the next page is the Link header's, where it has one", () => {
  assert.equal(nextPage('</api/calls?before=x~y>; rel="next"'), "/api/calls?before=x~y");
  assert.equal(nextPage(null), null);
});

test("on a page that is open all day, old calls go: the path of the older ones leads to them", () => {
  const history = new History();
  const call = (number) => {
    const at = new Date(Date.UTC(2026, 10, 20) + number * 60000).toISOString();
    return { call_id: `c${number}`, started_at: at, ended_at: at };
  };
  for (let number = 0; number < 2000; number += 1) {
    history.newest({ calls: [call(number + 1), call(number)], next: `/${number}` });
  }
  assert.equal(history.records.size, 102);
  assert.equal(history.ended().at(-1).call_id, "c1899");
  assert.equal(history.next, "/1999");
});

test("a call that went on for long is among those that have ended, however early it began", () => {
  const history = new History();
  for (let number = 0; number < 300; number += 1) {
    const at = new Date(Date.UTC(2026, 10, 20) + number * 60000).toISOString();
    history.newest({ calls: [{ call_id: `c${number}`, started_at: at, ended_at: at }], next: "/1" });
  }
  history.put("long", { ...record("long", "00"), ended_at: "2026-11-20T12:00:00Z" });
  history.newest({ calls: [record("new", "13")], next: "/2" });
  assert.equal(history.ended().at(-1).call_id, "long");
});
