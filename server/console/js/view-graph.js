/** The graph around a term: a drawing for the eye, and the same as a list that all can read. */

import { byId, make } from "./dom.js";
import { branches, layout } from "./graph.js";
import { t } from "./i18n.js";

const SPACE = "http://www.w3.org/2000/svg";
const ROUND = 6;

/** Show `found`, or nothing; `onTerm` is told the name of a node that is chosen. */
export function showGraph(found, onTerm) {
  const starts = found ? branches(found) : [];
  const isNowhere = Boolean(found) && !starts.length;
  const drawing = layout(starts);
  byId("graph-drawing").replaceChildren(...(drawing.lines.length ? [drawn(drawing, onTerm)] : []));
  byId("graph-tree").replaceChildren(...starts.map((one) => item(one, "", onTerm)));
  byId("graph-more").hidden = !found?.is_cut;
  byId("graph-nowhere").hidden = !isNowhere;
  const nearest = isNowhere ? found.nearest : [];
  byId("graph-like").hidden = !nearest.length;
  byId("graph-nearest").replaceChildren(
    ...nearest.map((name) => make("li", {}, choice(name, onTerm))),
  );
}

function item(branch, above, onTerm) {
  const { edge, name } = branch;
  const parts = branch.branches.map((one) => item(one, edge?.address ?? "", onTerm));
  return make(
    "li",
    {},
    edge ? make("span", { class: "label graph-kind" }, `${t(wording(edge))} `) : null,
    edge ? choice(name, onTerm) : make("strong", {}, name),
    edge && edge.address !== above
      ? make("span", { class: "label graph-from" }, ` ${edge.address}`)
      : null,
    edge?.is_by_model ? make("span", { class: "label" }, ` (${t("graph.model")})`) : null,
    parts.length ? make("ul", {}, ...parts) : null,
  );
}

const wording = (edge) => `graph.${edge.is_up ? "up" : "down"}.${edge.kind}`;

function choice(name, onTerm) {
  const button = make("button", { type: "button", class: "graph-name" }, name);
  button.addEventListener("click", () => onTerm(name));
  return button;
}

function drawn({ boxes, lines, width, height }, onTerm) {
  const frame = { viewBox: `-1 -1 ${width + 2} ${height + 2}`, width, height };
  return svg(
    "svg",
    { ...frame, "aria-hidden": "true" },
    ...lines.map(({ from, to }) => svg("path", { class: "graph-line", d: curve(from, to) })),
    ...boxes.map((box) => drawnBox(box, onTerm)),
  );
}

function drawnBox({ name, short, isStart, x, y, width, height }, onTerm) {
  const group = svg(
    "g",
    { class: isStart ? "graph-box start" : "graph-box" },
    svg("title", {}, name),
    svg("rect", { x, y, width, height, rx: ROUND }),
    svg("text", { x: x + width / 2, y: y + height / 2 }, short),
  );
  group.addEventListener("click", () => onTerm(name));
  return group;
}

/** From the side of a box that looks at the other, bent half way. */
function curve(from, to) {
  const [left, right] = from.x < to.x ? [from, to] : [to, from];
  const [x1, y1] = [left.x + left.width, left.y + left.height / 2];
  const [x2, y2] = [right.x, right.y + right.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
