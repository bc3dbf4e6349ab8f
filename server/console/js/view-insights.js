/** What specialists have found out: a line each, numbers that move, the rest at a second glance. */

import { byId, make } from "./dom.js";
import { named, t } from "./i18n.js";

const WORD = /^[a-z]+(_[a-z]+)*$/;
const MOST = 3;

export function drawInsights(call) {
  const list = byId("insights");
  list.hidden = call.insights.size === 0;
  list.replaceChildren(...[...call.insights.values()].map(item));
}

/**
 * What is shown of an insight, the numbers first: whole numbers as they are, choices in words, and
 * what is so by its name.
 *
 * @param {Record<string, unknown>} data
 * @returns {{numbers: [string, number][], words: string[], more: string[]}} `more` are its texts
 */
export function glance(data) {
  const fields = Object.entries(data ?? {});
  const numbers = fields.filter(([, value]) => typeof value === "number");
  const words = fields.flatMap(([name, value]) => {
    if (value === true) return [named(`field.${name}`)];
    return typeof value === "string" && WORD.test(value) ? [named(`found.${value}`)] : [];
  });
  const more = fields.flatMap(([, value]) => {
    if (Array.isArray(value)) return value.map(String);
    return typeof value === "string" && value && !WORD.test(value) ? [value] : [];
  });
  return { numbers, words: words.slice(0, Math.max(0, MOST - numbers.length)), more };
}

/** Where a number has gone since the insight before: "up", "down", or null. */
export function moved(name, value, before) {
  const was = before?.[name];
  if (typeof was !== "number" || was === value) return null;
  return value > was ? "up" : "down";
}

function item({ specialist, data, before }) {
  const { numbers, words, more } = glance(data);
  const figures = numbers.map(([name, value]) => number(name, value, before));
  const rest = words.length > 0 ? [make("span", {}, words.join(" · "))] : [];
  const title = make("b", {}, named(`specialist.${specialist}`));
  return make("li", { title: more.join(" · ") }, title, ...figures, ...rest);
}

function number(name, value, before) {
  const way = moved(name, value, before);
  const told = way ? ` (${t(`insight.${way}`, { before: before[name] })})` : "";
  const said = make("span", { class: "sr-only" }, told);
  return make("span", { class: "num", "data-moved": way ?? "" }, String(value), said);
}
