import assert from "node:assert/strict";
import { test } from "node:test";

import { decoded, pieces, placeOf, turnIn, whole } from "../../../server/console/js/found.js";

test("a text is cut at its marks, which count code points", () => {
  assert.deepEqual(pieces("😀 The Price.", [[6, 11]]), [
    ["😀 The ", false],
    ["Price", true],
    [".", false],
  ]);
  assert.deepEqual(pieces("price", [[0, 5]]), [["price", true]]);
  assert.deepEqual(pieces("none", []), [["none", false]]);
});

test("a place leads to its turn, where that is known", () => {
  assert.equal(placeOf("CA 1", null), "/calls/CA%201");
  assert.equal(placeOf("CA1", "t/1"), "/calls/CA1#turn-t%2F1");
  assert.equal(turnIn("#turn-t%2F1"), "t/1");
});

test("a phrase that is being typed is looked for as far as it goes", () => {
  assert.equal(whole('"next we'), '"next we"');
  assert.equal(whole("“next week”"), "“next week”");
  assert.equal(whole("price"), "price");
});

test("an address that somebody has cut is read as it stands, and breaks no page", () => {
  assert.equal(turnIn("#turn-%C3%A"), "%C3%A");
  assert.equal(decoded("CA%"), "CA%");
  assert.equal(turnIn("#advice"), "");
  assert.equal(turnIn(""), "");
});
