import assert from "node:assert/strict";
import { test } from "node:test";

import { uploadQueue } from "../../../server/console/js/uploads.js";

test("one is sent after the other, and one that fails stops none", async () => {
  const seen = [];
  const queue = uploadQueue(() => seen.push(queue?.all.map((one) => one.state).join(" ")));
  let running = 0;
  const sending = (answer) => async () => {
    assert.equal(++running, 1);
    await null;
    running -= 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const done = queue.add("a.md", sending({ outcome: "added" }));
  queue.add("b.pdf", sending(new Error("The line is dead.")));
  queue.add("c.csv", sending({ outcome: "same" }));
  assert.equal(queue.isIdle(), false);
  await done;
  assert.equal(queue.isIdle(), true);
  assert.deepEqual(
    queue.all.map(({ name, state, answer, error }) => [name, state, answer?.outcome ?? error]),
    [
      ["a.md", "done", "added"],
      ["b.pdf", "done", "The line is dead."],
      ["c.csv", "done", "same"],
    ],
  );
  assert.deepEqual(queue.counts(), { done: 3, all: 3 });
  assert.equal(seen.at(-1), "done done done");
});

test("what is added later begins a list of its own", async () => {
  const queue = uploadQueue(() => {});
  await queue.add("a.md", async () => ({ outcome: "added" }));
  await queue.add("b.md", async () => ({ outcome: "added" }));
  assert.deepEqual(
    queue.all.map((one) => one.name),
    ["b.md"],
  );
});

test("while another is read, one waits as long as the server says, and is sent again", async () => {
  const waits = [];
  const queue = uploadQueue(
    () => {},
    async (ms) => waits.push(ms),
  );
  const answers = [busy("upload_running"), busy("uploads_busy"), { outcome: "added" }];
  await queue.add("a.md", () => told(answers.shift()));
  await queue.add("b.md", () => told(busy("document_unreadable")));
  assert.deepEqual(waits, [5000, 5000]);
  assert.equal(queue.all[0].error, "document_unreadable");
});

const busy = (code) => Object.assign(new Error(code), { code, retryAfter: 5 });

async function told(answer) {
  if (answer instanceof Error) throw answer;
  return answer;
}
