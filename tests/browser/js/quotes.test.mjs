import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { shownQuote, split } from "../../../server/console/js/quotes.js";

const SHOWN = JSON.parse(readFileSync(new URL("../../figures/quotes.json", import.meta.url), "utf8"));

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

test("a quote that breaks off in its clause is told so", () => {
  for (const { text, quote, shown } of SHOWN) assert.equal(shownQuote(text, quote), shown);
});
