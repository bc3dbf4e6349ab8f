/** The graph around a term, as branches and as places on a drawing. Pure. */

const COLUMN = 240;
const ROW = 40;
const BOX = { width: 192, height: 30 };
const MOST_ROWS = 24;
const LETTERS = 25;

const near = (edge) => (edge.is_up ? edge.target : edge.source);
const far = (edge) => (edge.is_up ? edge.source : edge.target);

/** `[{id, name, branches: [{edge, id, name, branches}]}]`: what the term names, and what is around. */
export function branches({ nodes, edges }) {
  const names = new Map(nodes.map((node) => [node.id, node.name]));
  const branch = (edge) => ({
    edge,
    id: far(edge),
    name: names.get(far(edge)),
    branches: edges.filter((other) => goesOn(edge, other)).map(branch),
  });
  const first = edges.filter((edge) => edge.hop === 1);
  return nodes
    .filter((node) => node.is_start)
    .map(({ id, name }) => ({
      id,
      name,
      branches: first.filter((edge) => near(edge) === id).map(branch),
    }));
}

/** `{boxes, lines, width, height}`: what the term belongs to on its left, what belongs to it right. */
export function layout(starts) {
  const [boxes, lines] = [[], []];
  let top = 0;
  for (const start of starts) {
    if (top >= MOST_ROWS) break;
    const sides = [true, false].map((isUp) =>
      place(start, isUp ? -1 : 1, top, (one) => one.edge.is_up === isUp),
    );
    const rows = Math.max(1, ...sides.map((side) => side.rows));
    const centre = box(start, 0, top + (rows - 1) / 2);
    boxes.push(centre);
    for (const side of sides) {
      shift(side, (rows - side.rows) / 2);
      boxes.push(...side.boxes);
      lines.push(...side.lines, ...side.firsts.map((one) => ({ from: centre, to: one })));
    }
    top += rows;
  }
  return framed(boxes, lines, top);
}

function goesOn(edge, other) {
  const isThere = other.kind === "proven_by" || other.address === edge.address;
  const isNext = other.hop === edge.hop + 1 && near(other) === far(edge);
  return isNext && isThere && other.is_up === edge.is_up;
}

/** The boxes of one side of a node, a leaf a row, each whole in the middle of its parts. */
function place(node, column, top, isMeant = () => true) {
  const side = { boxes: [], lines: [], firsts: [], rows: 0 };
  for (const one of node.branches.filter(isMeant)) {
    if (top + side.rows >= MOST_ROWS) break;
    const beyond = place(one, column + Math.sign(column), top + side.rows);
    const rows = Math.max(1, beyond.rows);
    const own = box(one, column, top + side.rows + (rows - 1) / 2);
    side.boxes.push(own, ...beyond.boxes);
    side.lines.push(...beyond.lines, ...beyond.firsts.map((to) => ({ from: own, to })));
    side.firsts.push(own);
    side.rows += rows;
  }
  return side;
}

function box({ name, edge }, column, row) {
  const short = name.length > LETTERS ? `${name.slice(0, LETTERS - 1).trimEnd()}…` : name;
  return { name, short, isStart: !edge, column, row };
}

function shift({ boxes }, rows) {
  for (const one of boxes) one.row += rows;
}

function framed(boxes, lines, rows) {
  const first = Math.min(0, ...boxes.map((one) => one.column));
  const last = Math.max(0, ...boxes.map((one) => one.column));
  for (const one of boxes) {
    one.x = (one.column - first) * COLUMN;
    one.y = one.row * ROW;
    Object.assign(one, BOX);
  }
  const [width, height] = [(last - first) * COLUMN + BOX.width, (rows - 1) * ROW + BOX.height];
  return { boxes, lines, width, height };
}
