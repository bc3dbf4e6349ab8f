import assert from "node:assert/strict";
import { test } from "node:test";

import { counts } from "../../../server/console/js/figure-words.js";
import { setLanguage } from "../../../server/console/js/i18n.js";

globalThis.document = { documentElement: {}, querySelectorAll: () => [] };

test("outcomes are told in the reader's words, the most frequent first", () => {
  const told = (tag) => {
    setLanguage(tag);
    return counts({ agreed: 2, follow_up: 19, a_callback: 1 });
  };
  assert.equal(told("en"), "To follow up (19), Agreed (2), a callback (1)");
  assert.equal(told("fr"), "À suivre (19), Conclu (2), a callback (1)");
  assert.equal(counts({}), "–");
});
