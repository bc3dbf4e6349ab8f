import assert from "node:assert/strict";
import { test } from "node:test";

import { rereading } from "../../../server/console/js/reread.js";

/** A page whose reading, sight and time the test holds. */
function rig(read, fail = () => true) {
  const page = new EventTarget();
  page.hidden = false;
  const it = { waits: [], due: null, page };
  const io = {
    page,
    setTimeout: (act, ms) => {
      it.waits.push(ms);
      it.due = act;
      return 1;
    },
    clearTimeout: () => (it.due = null),
  };
  it.again = rereading(read, fail, 5000, io);
  it.show = (seen) => {
    page.hidden = !seen;
    page.dispatchEvent(new Event("visibilitychange"));
  };
  return it;
}

const settle = () => new Promise((go) => setImmediate(go));

test("it is read again after a while, later and later while it fails, and soon once it goes", async () => {
  let broken = true;
  const it = rig(async () => {
    if (broken) throw new Error("away");
  });
  await it.again();
  for (let i = 0; i < 3; i += 1) await it.due();
  broken = false;
  await it.due();
  assert.deepEqual(it.waits, [10_000, 15_000, 15_000, 15_000, 5000]);
});

test("a server that asks for patience gets it", async () => {
  const it = rig(() => Promise.reject(Object.assign(new Error("slow down"), { retryAfter: 90 })));
  await it.again();
  assert.deepEqual(it.waits, [90_000]);
});

test("what is refused is not asked for again", async () => {
  const it = rig(() => Promise.reject(new Error("no")), () => false);
  await it.again();
  assert.deepEqual(it.waits, []);
});

test("out of sight nothing is read, and at once when it is seen again", async () => {
  let reads = 0;
  const it = rig(async () => {
    reads += 1;
  });
  it.page.hidden = true;
  await it.again();
  assert.deepEqual([reads, it.waits], [1, []]);
  it.show(true);
  await settle();
  assert.deepEqual([reads, it.waits], [2, [5000]]);
});

test("of two readings the newest goes on, and the other knows that it is not", async () => {
  const [tells, newest] = [[], []];
  const it = rig(async (isNewest) => {
    await new Promise((tell) => tells.push(tell));
    newest.push(isNewest());
  });
  const both = [it.again(), it.again()];
  for (const tell of tells) tell();
  await Promise.all(both);
  assert.deepEqual([newest, it.waits], [[false, true], [5000]]);
});
