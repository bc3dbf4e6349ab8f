/** The page of insights: what cards and calls add up to, as charts with their tables. */

import { ask } from "./api.js";
import { drawChart } from "./chart.js";
import { byId, make, setText } from "./dom.js";
import { counts, group, number, sentences, told } from "./figure-words.js";
import { percent, seconds } from "./format.js";
import { addWords, language, named, t } from "./i18n.js";
import { signedIn } from "./key.js";
import { startPage, unread } from "./page.js";
import { signOut } from "./tabs.js";
import * as ownWords from "./words-learned.js";

addWords(ownWords);

const BY = ["week", "prompt", "rule", "specialist", "model", "agent", "playbook", "language"];
const MOST_IN_A_CHART = 16;
const TYPING_MS = 300;
const FILTERS = { by: "by", from: "from", to: "to", agent: "agent_id" };

const door = startPage({ signInTitle: "signin.title", onLanguage: draw, onKey: () => read() });
let known = null;
let asked = 0;
let charts = [];

async function read() {
  const mine = ++asked;
  try {
    const { body, role } = await ask(`/api/insights?${query()}`);
    if (mine !== asked) return; // the filters have changed meanwhile
    known = body;
    byId("agent-part").hidden = role === "agent";
    byId("lost").hidden = true;
    draw();
  } catch (error) {
    unread(door, error, t("learned.lost", { reason: error.message }));
  }
}

/** The filters as the address keeps them. */
function query() {
  const wanted = new URLSearchParams();
  for (const [id, name] of Object.entries(FILTERS)) {
    if (byId(id).value) wanted.set(name, byId(id).value);
  }
  return wanted;
}

function draw() {
  const options = BY.map((name) => make("option", { value: name }, t(`by.${name}`)));
  const chosen = byId("by").value || new URLSearchParams(location.search).get("by");
  byId("by").replaceChildren(...options);
  byId("by").value = BY.includes(chosen) ? chosen : "week";
  byId("sign-out").hidden = !signedIn();
  if (!known) return;
  byId("uncounted").hidden = !known.uncounted;
  setText(byId("uncounted"), t("learned.uncounted", { count: number(known.uncounted) }));
  byId("return").replaceChildren(...sentences(known).map((text) => make("li", {}, text)));
  drawCharts();
  byId("tables").replaceChildren(...tables());
}

function drawCharts() {
  for (const chart of charts) chart.destroy();
  const shown = known.groups.slice(...(known.by === "week" ? [-MOST_IN_A_CHART] : [0, MOST_IN_A_CHART]));
  const keys = shown.map((one) => group(one.key));
  const line = (figure, value) => ({ label: t(`figure.${figure}`), values: shown.map(value) });
  const share = (figure) => line(figure, (one) => (one[figure].tells ? one[figure].share : null));
  const wait = (figure) =>
    line(figure, ({ latency_ms: ms }) => (ms[figure] === null ? null : ms[figure] / 1000));
  const wanted = [
    ["learned.fates", ["shown", "held_back", "withdrawn"].map((f) => line(f, (one) => one[f]))],
    ["learned.shares", ["used", "useful", "followed"].map(share)],
    ["learned.waits", ["p50", "p95"].map(wait)],
  ];
  const places = wanted.map(() => make("div", { class: "chart", "aria-hidden": "true" }));
  byId("charts").replaceChildren(
    ...wanted.map(([title, series], at) => chartPanel(title, places[at], keys, series)),
  );
  charts = wanted.map(([title, series], at) =>
    drawChart(places[at], keys, series, {
      of: t(`by.${known.by}`),
      joined: known.by === "week",
      share: title === "learned.shares",
    }),
  );
}

function chartPanel(title, place, keys, series) {
  const rows = keys.map((name, at) => [name, ...series.map(({ values }) => number(values[at], 2))]);
  const heads = [t(`by.${known.by}`), ...series.map(({ label }) => label)];
  return panel(
    t(title),
    place,
    make("details", {}, make("summary", {}, t("learned.asTable")), table(t(title), heads, rows)),
  );
}

function tables() {
  const { talk } = known;
  const parties = (of, form) => ["agent", "customer"].map((who) => form(of[who]));
  const long = (ms) => (ms === null ? "–" : seconds(ms, language()));
  const found = [
    groupTable(),
    tablePanel(
      "learned.signals",
      ["signal", "cards", "calls", "followed", "outcomes"].map((one) => t(`figure.${one}`)),
      known.signals.map((one) => [
        named(`signal.${one.signal}`),
        number(one.cards),
        number(one.calls),
        told(one.followed),
        counts(one.outcomes),
      ]),
    ),
    tablePanel(
      "learned.obligations",
      ["obligation", "missed", "violated", "met"].map((one) => t(`figure.${one}`)),
      known.obligations.map(({ title, states }) => [
        title,
        ...["missed", "violated", "met"].map((state) => number(states[state] ?? 0)),
      ]),
    ),
    tablePanel(
      "learned.talk",
      [t("learned.talk"), t("agent"), t("customer")],
      talk.calls
        ? [
            [t("figure.talk_share"), ...[talk.talk_share, 1 - talk.talk_share].map((one) => percent(one, language()))],
            [t("figure.pace"), ...parties(talk.words_per_minute, number)],
            [t("figure.longest"), ...parties(talk.longest_turn_ms, long)],
            [t("figure.interruptions"), ...parties(talk.interruptions, (one) => number(one, 1))],
          ]
        : [],
    ),
    tablePanel(
      "learned.outcomes",
      [t("figure.outcomes"), t("figure.calls")],
      Object.entries(known.outcomes).map(([name, count]) => [named(`outcome.${name}`), number(count)]),
    ),
  ];
  return found.filter((one) => one !== null);
}

function groupTable() {
  const heads = ["calls", "shown", "held_back", "withdrawn", "used", "useful", "followed", "p50", "p95", "cost"];
  const wait = (ms) => (ms === null ? "–" : seconds(ms, language()));
  const rows = known.groups.map((one) => [
    group(one.key),
    ...["calls", "shown", "held_back", "withdrawn"].map((name) => number(one[name])),
    ...["used", "useful", "followed"].map((name) => told(one[name])),
    wait(one.latency_ms.p50),
    wait(one.latency_ms.p95),
    number(one.cost, 2),
  ]);
  const made = tablePanel(
    "learned.groups",
    [t(`by.${known.by}`), ...heads.map((name) => t(`figure.${name}`))],
    rows,
  );
  if (made) made.classList.add("whole");
  const { left_off: count } = known;
  if (made && count) made.append(make("p", { class: "label" }, t("learned.leftOff", { count })));
  return made;
}

function tablePanel(title, heads, rows) {
  return rows.length ? panel(t(title), table(t(title), heads, rows)) : null;
}

function panel(title, ...children) {
  return make("section", { class: "panel" }, make("h2", {}, title), ...children);
}

/** A table that is scrolled by itself where the window is narrow, also by the keyboard. */
function table(title, heads, rows) {
  const head = heads.map((text) => make("th", { scope: "col" }, text));
  const body = rows.map(([first, ...cells]) =>
    make("tr", {}, make("th", { scope: "row" }, first), ...cells.map((cell) => make("td", {}, cell))),
  );
  return make(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
    make(
      "table",
      { class: "rows" },
      make("thead", {}, make("tr", {}, ...head)),
      make("tbody", {}, ...body),
    ),
  );
}

let typing = null;
byId("filters").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    history.replaceState(null, "", `?${query()}`);
    read();
  }, TYPING_MS);
});
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("sign-out").addEventListener("click", signOut);
byId("theme").addEventListener("click", draw); // a canvas keeps the colours that it was drawn in
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
let resizing = null;
addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(draw, TYPING_MS);
});

const given = new URLSearchParams(location.search);
for (const [id, name] of Object.entries(FILTERS)) {
  if (id !== "by") byId(id).value = given.get(name) ?? "";
}
draw();
read();
