import assert from "node:assert/strict";
import { test } from "node:test";

import { nextOf } from "../../../server/console/js/next-call.js";

const call = (call_id, started_at, ended_at = null) => ({ call_id, started_at, ended_at });

test("the newest call on the line that was not opened before is the next one", () => {
  const calls = [
    call("ended", "2026-11-20T08:03:00Z", "2026-11-20T08:04:00Z"),
    call("older", "2026-11-20T08:00:00Z"),
    call("newer", "2026-11-20T08:01:00Z"),
    call("opened", "2026-11-20T08:02:00Z"),
  ];
  assert.equal(nextOf(calls, ["opened"]), "newer");
  assert.equal(nextOf(calls, ["opened", "newer", "older"]), null);
  assert.equal(nextOf([], []), null);
});
