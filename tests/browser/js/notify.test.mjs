import assert from "node:assert/strict";
import { test } from "node:test";

import { addWords } from "../../../server/console/js/i18n.js";
import { notification } from "../../../server/console/js/notify.js";
import * as desk from "../../../server/console/js/words-desk.js";

addWords(desk);

const AT = "2026-11-20T08:00:00Z";
const NOW = Date.parse(AT) + 300;
const card = (more) => ({ type: "suggestion.final", at: AT, data: { priority: "high", headline: "Dana owes 4,000", ...more } });
const hidden = { hidden: true, now: NOW, words: false };

test("a pressing card is told of, without its words unless they are wanted", () => {
  assert.deepEqual(notification(card(), hidden), { title: "High priority", body: "There is advice for your call." });
  const critical = card({ priority: "critical" });
  assert.deepEqual(notification(critical, { ...hidden, words: true }), { title: "Act now", body: "Dana owes 4,000" });
});

test("nothing else is: a tab that is seen, a card that can wait, one of the past, another event", () => {
  assert.equal(notification(card(), { ...hidden, hidden: false }), null);
  for (const priority of ["low", "medium", undefined]) assert.equal(notification(card({ priority }), hidden), null);
  assert.equal(notification(card(), { ...hidden, now: NOW + 60_000 }), null);
  assert.equal(notification({ ...card(), type: "suggestion.started" }, hidden), null);
});
