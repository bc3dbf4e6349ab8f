import assert from "node:assert/strict";
import { test } from "node:test";

import { split } from "../../../server/console/js/quotes.js";

test("quotes are found without regard to case, and the text stays whole", () => {
  assert.deepEqual(split("That helps. It takes weeks.", ["it takes weeks", "that helps"]), [
    ["That helps", true],
    [". ", false],
    ["It takes weeks", true],
    [".", false],
  ]);
});

test("quotes that overlap are marked once", () => {
  const pieces = split("abcdef", ["abcd", "cdef", "bc"]);
  assert.equal(pieces.map(([words]) => words).join(""), "abcdef");
  assert.ok(pieces.every(([, quoted]) => quoted));
});

test("a quote that is not there, or is empty, marks nothing", () => {
  assert.deepEqual(split("abc", ["x", ""]), [["abc", false]]);
});
