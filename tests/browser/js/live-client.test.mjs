import assert from "node:assert/strict";
import { test } from "node:test";

import { LiveClient } from "../../../server/console/js/live-client.js";

/** A WebSocket whose other end is the test. */
class Socket {
  readyState = 0;
  sent = [];

  opens() {
    this.readyState = 1;
    this.onopen();
  }

  says(event) {
    this.onmessage({ data: JSON.stringify(event) });
  }

  cuts() {
    this.readyState = 3;
    this.onclose();
  }

  close() {
    if (this.readyState !== 3) this.cuts();
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }
}

/** A client with sockets, timers and REST that the test holds. */
function rig({ ask = async () => [] } = {}) {
  const it = { sockets: [], afters: [], states: [], events: [], timers: new Map(), gap: false, now: 0, stale: 0 };
  let timerIds = 0;
  it.client = new LiveClient({
    open(after) {
      it.afters.push(after);
      it.sockets.push(new Socket());
      return it.sockets.at(-1);
    },
    ask,
    onEvent(event) {
      it.events.push(event.seq);
      return it.gap;
    },
    onStale: () => (it.stale += 1),
    onState: (state) => it.states.push(state),
    setTimeout(act, ms) {
      timerIds += 1;
      it.timers.set(timerIds, { act, ms, at: it.now + ms });
      return timerIds;
    },
    clearTimeout: (id) => it.timers.delete(id),
    random: () => 1,
  });
  it.socket = () => it.sockets.at(-1);
  it.state = () => it.states.at(-1);
  it.fire = () => {
    const [[id, { act }]] = it.timers;
    it.timers.delete(id);
    return act();
  };
  it.advance = (ms) => {
    const until = it.now + ms;
    for (;;) {
      const [due] = [...it.timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at);
      if (!due) break;
      it.timers.delete(due[0]);
      it.now = due[1].at;
      due[1].act();
    }
    it.now = until;
  };
  it.client.start();
  return it;
}

const settle = () => new Promise((go) => setImmediate(go));

test("after a cut it comes back with the number of the last durable event", () => {
  const it = rig();
  it.socket().opens();
  it.socket().says({ seq: 1, type: "call.started" });
  it.socket().says({ seq: null, type: "turn.partial" });
  it.socket().says({ seq: 2, type: "turn.final" });
  it.socket().cuts();
  assert.equal(it.state().state, "reconnecting");
  it.fire();
  assert.deepEqual(it.afters, [0, 2]);
});

test("waits grow to a limit, and start small again after a success", async () => {
  const it = rig();
  const waits = [];
  for (let i = 0; i < 7; i += 1) {
    it.socket().cuts();
    await settle();
    waits.push(it.state().waitMs);
    it.fire();
  }
  assert.deepEqual(waits, [400, 800, 1600, 3200, 6400, 8000, 8000]);
  it.socket().opens();
  it.socket().cuts();
  assert.equal(it.state().waitMs, 400);
});

test("a gap in the numbers makes it ask again for what is missing, at once", () => {
  const it = rig();
  it.socket().opens();
  it.socket().says({ seq: 1, type: "call.started" });
  it.gap = true;
  it.socket().says({ seq: 3, type: "turn.final" });
  assert.deepEqual(it.afters, [0, 1]);
  assert.equal(it.sockets[0].readyState, 3);
});

test("nothing more is heard from a socket that was given up", () => {
  const it = rig();
  const first = it.socket();
  first.opens();
  it.gap = true;
  first.says({ seq: 9, type: "turn.final" });
  it.gap = false;
  first.says({ seq: 1, type: "call.started" });
  assert.deepEqual(it.events, [9]);
});

test("a refused handshake is explained by REST, and not tried again without a new key", async () => {
  const refusal = Object.assign(new Error("no"), { status: 401 });
  const it = rig({ ask: () => Promise.reject(refusal) });
  it.socket().cuts();
  await settle();
  assert.deepEqual(it.state(), { state: "refused", status: 401 });
  assert.equal(it.timers.size, 0);
  it.client.retry();
  assert.equal(it.sockets.length, 2);
});

test("a call that does not exist yet is asked for again", async () => {
  const missing = Object.assign(new Error("no"), { status: 404 });
  const it = rig({ ask: () => Promise.reject(missing) });
  it.socket().cuts();
  await settle();
  assert.deepEqual(it.state(), { state: "refused", status: 404 });
  it.fire();
  assert.equal(it.sockets.length, 2);
});

test("after the end of the call a closed socket is no loss", () => {
  const it = rig();
  it.socket().opens();
  it.socket().says({ seq: 1, type: "call.ended" });
  it.socket().cuts();
  assert.equal(it.state().state, "closed");
  assert.equal(it.timers.size, 0);
});

test("what is sent while the socket is away goes out when it is back", () => {
  const it = rig();
  it.client.send({ type: "pause" });
  it.socket().opens();
  it.client.send({ type: "resume" });
  assert.deepEqual(it.socket().sent, [{ type: "pause" }, { type: "resume" }]);
});

test("feedback after the end opens the socket once more", () => {
  const it = rig();
  it.socket().opens();
  it.socket().says({ seq: 1, type: "call.ended" });
  it.socket().cuts();
  it.client.send({ type: "feedback" });
  assert.equal(it.sockets.length, 2);
  it.socket().opens();
  assert.deepEqual(it.socket().sent, [{ type: "feedback" }]);
});

test("a line that is silent for 25 s is dead, though its socket still seems open", () => {
  const it = rig();
  it.socket().opens();
  it.advance(24_000);
  it.socket().says({ seq: null, type: "heartbeat" });
  it.advance(24_999);
  assert.deepEqual(it.states.map(({ state }) => state), ["connecting", "live"]);
  it.advance(1);
  assert.equal(it.state().state, "reconnecting");
  assert.equal(it.sockets[0].readyState, 3);
  it.advance(400);
  assert.equal(it.sockets.length, 2);
});

test("a handshake that is never answered is tried again", () => {
  const it = rig();
  it.advance(9_999);
  assert.equal(it.state().state, "connecting");
  it.advance(1);
  assert.equal(it.state().state, "reconnecting");
  it.advance(400);
  assert.equal(it.sockets.length, 2);
  assert.equal(it.sockets[0].readyState, 3);
});

test("a quiet line lives as long as the server says that it is there", () => {
  const it = rig();
  it.socket().opens();
  for (let i = 0; i < 60; i += 1) {
    it.advance(10_000);
    it.socket().says({ seq: null, type: "heartbeat" });
  }
  assert.equal(it.sockets.length, 1);
  assert.equal(it.state().state, "live");
});

test("after the end of the call nothing is expected of the line", () => {
  const it = rig();
  it.socket().opens();
  it.socket().says({ seq: 1, type: "call.ended" });
  it.socket().says({ seq: null, type: "heartbeat" });
  it.advance(600_000);
  assert.equal(it.sockets.length, 1);
});

test("a late answer to why it was refused leaves a socket alone that is open by then", async () => {
  let fail;
  const it = rig({ ask: () => new Promise((_, reject) => (fail = reject)) });
  it.socket().cuts();
  it.client.retry();
  it.socket().opens();
  fail(new Error("timed out"));
  await settle();
  assert.equal(it.state().state, "live");
  it.advance(10_000);
  assert.equal(it.sockets.length, 2);
});

test("a message that is not JSON is ignored", () => {
  const it = rig();
  it.socket().opens();
  it.socket().onmessage({ data: "{" });
  assert.deepEqual(it.events, []);
});

test("a token that has ended, and a call that is not theirs, are told and not tried again", () => {
  for (const [code, status] of [[4401, 401], [4403, 403]]) {
    const it = rig();
    it.socket().opens();
    it.socket().readyState = 3;
    it.socket().onclose({ code });
    assert.deepEqual(it.state(), { state: "refused", status });
    assert.equal(it.timers.size, 0);
  }
});

test("a server that asks for patience gets it", async () => {
  const busy = Object.assign(new Error("slow down"), { status: 429, retryAfter: 30 });
  const it = rig({ ask: () => Promise.reject(busy) });
  it.socket().cuts();
  await settle();
  assert.equal(it.state().waitMs, 30000);
});

test("a client that was stopped stays stopped, whatever answer comes late", async () => {
  for (const answer of [[], Object.assign(new Error("no"), { status: 404 }), new Error("timed out")]) {
    let tell;
    const it = rig({ ask: () => new Promise((...ways) => (tell = ways[Number(answer instanceof Error)])) });
    it.socket().cuts();
    it.client.stop();
    tell(answer);
    await settle();
    assert.equal(it.timers.size, 0);
    assert.equal(it.sockets.length, 1);
  }
});

test("an answer to why an earlier try was refused starts no second one beside the last", async () => {
  const tells = [];
  const it = rig({ ask: () => new Promise((tell) => tells.push(tell)) });
  it.socket().cuts();
  it.client.retry();
  it.socket().cuts();
  for (const tell of tells) tell([]);
  await settle();
  assert.deepEqual(it.states.map(({ state }) => state), ["connecting", "reconnecting"]);
});

test("a record that is shorter than what is shown is followed anew, and this client ends", () => {
  const it = rig();
  it.socket().opens();
  it.socket().says({ seq: null, type: "error", data: { error_code: "cursor_ahead" } });
  assert.equal(it.stale, 1);
  assert.equal(it.sockets[0].readyState, 3);
  assert.equal(it.timers.size, 0);
  assert.deepEqual(it.events, []);
});
