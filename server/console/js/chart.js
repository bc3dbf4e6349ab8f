/** Charts: lines or points over the groups of a question, by uPlot, in the colours of the page. */

import { number } from "./figure-words.js";
import { percent } from "./format.js";
import { language } from "./i18n.js";

const COLOURS = ["--accent", "--warn", "--bad"];
const HEIGHT = 220;
const SHORT = 12; // characters of a group's name below the chart

/**
 * @param {HTMLElement} place
 * @param {string[]} keys the groups, from left to right
 * @param {{label: string, values: (number|null)[]}[]} series
 * @param {{of: string, joined: boolean, share: boolean}} kind what the groups are, whether the points
 *   belong to a line, and are shares
 */
export function drawChart(place, keys, series, { of, joined, share }) {
  const resolved = COLOURS.map((name) => shown(place, name));
  const axis = { stroke: shown(place, "--ink-3"), grid: { stroke: shown(place, "--line"), width: 1 } };
  const rest = (chart) => chart.cursor.idx ?? chart.setLegend({ idx: keys.length - 1 }, false);
  const options = {
    width: Math.max(200, place.clientWidth),
    height: HEIGHT,
    hooks: { ready: [rest], setCursor: [rest] }, // its legend tells the last group where none is pointed at
    cursor: { drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [-0.5, keys.length - 0.5] },
      y: { range: (_, __, max) => [0, share ? 1 : Math.max(1, max * 1.1)] },
    },
    axes: [
      { ...axis, values: (_, places) => places.map((at) => name(keys[at])), incrs: steps(keys) },
      { ...axis, size: 56, values: (_, places) => places.map((at) => told(at, share)) },
    ],
    series: [
      { label: of, value: (_, at) => keys[at] ?? "–" },
      ...series.map(({ label }, at) => ({
        label,
        value: (_, value) => told(value, share),
        stroke: resolved[at],
        width: joined ? 2 : 0,
        points: { show: true, size: 8, fill: resolved[at] },
      })),
    ],
  };
  return new uPlot(options, [keys.map((_, at) => at), ...series.map((one) => one.values)], place);
}

const told = (value, share) => (value == null ? "–" : share ? percent(value, language()) : number(value, 1));
const name = (key) => (key === undefined ? "" : key.length > SHORT ? `${key.slice(0, SHORT - 1)}…` : key);
const steps = (keys) => [1, 2, 5, 10, 20, 50].filter((step) => step < Math.max(2, keys.length));

/** The colour of a variable as a canvas takes it, which knows no `light-dark()`. */
function shown(place, variable) {
  const before = place.style.color;
  place.style.color = `var(${variable})`;
  const { color } = getComputedStyle(place);
  place.style.color = before;
  return color;
}
