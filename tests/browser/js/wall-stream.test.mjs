import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { takePlace } from "../../../server/console/js/stream-place.js";
import { followStream, restUnseen } from "../../../server/console/js/wall-stream.js";

/** A server that holds every stream; `open` are those that nobody has let go. */
function held() {
  const open = new Set();
  globalThis.fetch = (path, { signal }) => {
    open.add(signal);
    signal.addEventListener("abort", () => open.delete(signal));
    return new Promise((_, fail) => signal.addEventListener("abort", () => fail(new Error("aborted"))));
  };
  return open;
}

globalThis.document = { cookie: "" }; // of a session

function aPage() {
  const page = new EventTarget();
  page.hidden = false;
  page.show = (shown) => {
    page.hidden = !shown;
    page.dispatchEvent(new Event("visibilitychange"));
  };
  return page;
}

test("a stream that rests holds no connection, tells no loss, and begins again", async (t) => {
  t.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ["setTimeout"] });
  const open = held();
  const states = [];
  const stream = followStream("/api/wall/live", () => {}, (error) => states.push(error));
  await new Promise(setImmediate);
  assert.equal(open.size, 1);
  stream.rest();
  await new Promise(setImmediate);
  mock.timers.tick(60_000);
  await new Promise(setImmediate);
  assert.deepEqual([open.size, states], [0, []]);
  stream.restart();
  stream.restart(); // with another key
  await new Promise(setImmediate);
  mock.timers.tick(20_000);
  assert.deepEqual([open.size, states], [1, []]);
  stream.rest();
});

test("the stream of a page out of sight rests, unless the page is heard", (t) => {
  t.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ["setTimeout"] });
  const did = [];
  const stream = { rest: () => did.push("rest"), restart: () => did.push("restart") };
  const page = aPage();
  let heard = false;
  restUnseen(stream, () => heard, page);
  page.show(false);
  mock.timers.tick(4_000);
  page.show(true); // a glance elsewhere
  mock.timers.tick(60_000);
  assert.deepEqual(did, []);
  page.show(false);
  mock.timers.tick(5_000);
  assert.deepEqual(did, ["rest"]);
  page.show(true);
  assert.deepEqual(did, ["rest", "restart"]);
  heard = true;
  page.show(false);
  mock.timers.tick(60_000);
  page.show(true);
  assert.deepEqual(did, ["rest", "restart"]);
});

test("the stream of a page that is opened out of sight rests too, until it is seen", (t) => {
  t.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ["setTimeout"] });
  const did = [];
  const stream = { rest: () => did.push("rest"), restart: () => did.push("restart") };
  const page = aPage();
  page.hidden = true;
  restUnseen(stream, () => false, page);
  mock.timers.tick(5_000);
  page.show(true);
  assert.deepEqual(did, ["rest", "restart"]);
});

test("a page that finds no place looks again and again, until one is free", async (t) => {
  t.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ["setTimeout"] });
  const [asked, told, states] = [[], [], []];
  globalThis.fetch = async (path) => {
    asked.push(path);
    if (path === "/api/wall/live") return new Promise(() => {});
    return Response.json({ whole: true, rows: [], gone: [] });
  };
  let free = false;
  const place = async () => (free ? () => {} : null);
  followStream("/api/wall/live", (message) => told.push(message), (error) => states.push(error), place);
  for (let look = 0; look < 3; look += 1) {
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    assert.equal(told.length, look + 1);
    free = look === 1;
    mock.timers.tick(look < 2 ? 2_500 : 0);
    if (free) break;
  }
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  assert.deepEqual(asked, ["/api/wall", "/api/wall", "/api/wall/live"]);
  assert.deepEqual(states, [null, null]);
});

test("a place is given back when its stream ends, and over HTTP/2 nobody needs one", async () => {
  const had = new Set();
  const locks = {
    async request(name, { ifAvailable }, hold) {
      assert.ok(ifAvailable);
      if (had.has(name)) return hold(null);
      had.add(name);
      await hold({ name });
      had.delete(name);
    },
  };
  const browser = { locks, protocol: "http/1.1" };
  const places = [];
  for (let page = 0; page < 5; page += 1) places.push(await takePlace(browser));
  assert.deepEqual(places.map(Boolean), [true, true, true, true, false]);
  assert.ok(await takePlace({ locks, protocol: "h2" }));
  assert.ok(await takePlace({ locks: undefined, protocol: "http/1.1" }));
  places[2]();
  await new Promise(setImmediate);
  assert.ok(await takePlace(browser));
});
