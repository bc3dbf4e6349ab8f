/** The graph as branches, and its places on the drawing. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { branches, layout } from "../../../server/console/js/graph.js";

const edge = (source, target, hop, is_up = false, kind = "has_part", address = "a.md") => ({
  source,
  target,
  kind,
  hop,
  is_up,
  address,
});
const node = (id, is_start = false) => ({ id, name: id, is_start });
const FOUND = {
  nodes: [node("plans"), node("starter", true), node("seats"), node("price"), node("19 euros")],
  edges: [
    edge("plans", "starter", 1, true),
    edge("starter", "seats", 1),
    edge("starter", "price", 1),
    edge("price", "19 euros", 2),
    edge("price", "7 euros", 2, false, "has_part", "b.md"),
  ],
};

test("a node goes on with its own document's edges, and in the same direction", () => {
  const [start] = branches(FOUND);
  assert.equal(start.name, "starter");
  assert.deepEqual(
    start.branches.map((one) => [one.name, one.edge.is_up, one.branches.map((b) => b.name)]),
    [
      ["plans", true, []],
      ["seats", false, []],
      ["price", false, ["19 euros"]],
    ],
  );
});

test("a proof goes on from a playbook's move", () => {
  const nodes = [node("dear", true), node("move"), node("discounts")];
  const edges = [
    edge("dear", "move", 1, false, "countered_by", "sales@3/en"),
    edge("move", "discounts", 2, false, "proven_by", "prices.md"),
  ];
  assert.equal(branches({ nodes, edges })[0].branches[0].branches[0].name, "discounts");
});

test("wholes stand on the left and parts on the right, and none on another", () => {
  const { boxes, lines, width, height } = layout(branches(FOUND));
  const x = Object.fromEntries(boxes.map((box) => [box.name, box.x]));
  assert.ok(x.plans < x.starter && x.starter < x.seats && x.seats < x["19 euros"]);
  assert.equal(lines.length, 4);
  const places = boxes.map((box) => `${box.x} ${box.y}`);
  assert.equal(new Set(places).size, boxes.length);
  for (const box of boxes) {
    assert.ok(box.x >= 0 && box.y >= 0, box.name);
    assert.ok(box.x + box.width <= width && box.y + box.height <= height, box.name);
  }
});

test("a drawing stays small: the list has the rest", () => {
  const parts = Array.from({ length: 59 }, (_, n) => `part ${n}`);
  const { boxes } = layout(
    branches({
      nodes: [node("root", true), ...parts.map((name) => node(name))],
      edges: parts.map((name) => edge("root", name, 1)),
    }),
  );
  assert.equal(boxes.length, 25);
});

test("a long name is cut where it is drawn", () => {
  const { boxes } = layout(branches({ nodes: [node("word ".repeat(20).trim(), true)], edges: [] }));
  assert.ok(boxes[0].short.endsWith("…") && boxes[0].short.length <= 25);
});
