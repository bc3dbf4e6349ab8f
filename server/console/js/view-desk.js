/** What stands on the agent's desk: calls that go on, figures, kept cards, past calls. */

import { callOf, scorecardOf } from "./api.js";
import { icon, make } from "./dom.js";
import { setFavourite } from "./favourites-api.js";
import { length, percent } from "./format.js";
import { placeOf } from "./found.js";
import { language, t, translate } from "./i18n.js";
import { subtitleOf, titleOf } from "./names.js";
import { cutOff } from "./state.js";
import { sections } from "./summary-text.js";

const NONE = "–";
const GLANCE = new Set(["outcome", "wants", "agreed", "next"]); // of a summary's sections

const day = (moment) => new Date(moment).toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" });

/** @returns {(records) => HTMLElement[]} the rows of the calls that go on, the same ones while they say the same */
export function liveView() {
  let rows = new Map();

  return function nodes(records) {
    const before = rows;
    const key = (one) => [one.call_id, titleOf(one), subtitleOf(one, one.call_id)].join("\n");
    rows = new Map(records.map((one) => [key(one), before.get(key(one)) ?? liveRow(one)]));
    return [...rows.values()];
  };
}

/** A call that goes on, which its link opens. */
function liveRow(record) {
  const about = make("span", { class: "label" }, subtitleOf(record, record.call_id));
  const name = nameOf(record);
  return make("li", {}, make("a", { class: "desk-live", href: placeOf(record.call_id) }, name, about));
}

/** Whose call it was; all of it, where a narrow screen cuts its end. */
function nameOf(record) {
  const name = titleOf(record);
  return make("span", { class: "name", dir: "auto", title: name }, name);
}

/** The figures of a period, each as a term and its value; `told` is an answer of the insights. */
export function figureTiles({ total, talk }) {
  const number = (value, digits = 0) =>
    value === null ? NONE : value.toLocaleString(language(), { maximumFractionDigits: digits });
  const share = ({ hits, of, share: value, tells }) =>
    tells ? [percent(value, language()), t("desk.of", { hits, of })] : [t("desk.of", { hits, of }), t("desk.few")];
  const tiles = [
    ["desk.calls", number(total.calls)],
    ["desk.shown", number(total.shown)],
    ["desk.used", ...share(total.used)],
    ["desk.followed", ...share(total.followed)],
    ["desk.share", talk.talk_share === null ? NONE : percent(talk.talk_share, language())],
    ["desk.pace", number(talk.words_per_minute.agent)],
    ["desk.longest", length(talk.longest_turn_ms.agent)],
    ["desk.interruptions", number(talk.interruptions.agent, 1)],
    ["desk.length", length(talk.duration_ms)],
  ];
  return tiles.map(([key, value, about]) => {
    const note = about ? make("dd", { class: "label" }, about) : null;
    return make("div", { class: "tile" }, make("dt", { class: "label" }, t(key)), make("dd", { class: "num tile-value" }, value), note);
  });
}

const isSame = (one, other) => one.call_id === other?.call_id && one.suggestion_id === other?.suggestion_id;

/** The kept cards, a page at a time, each until it is dropped. */
export function keptView() {
  let cards = null;
  let next = null; // the path of the page after the oldest that was read
  let drawn = new Map();

  /** Take the newest page; older ones stay where it leads to them without a gap. */
  function newest(page) {
    const last = page.next ? (cards ?? []).findIndex((one) => isSame(one, page.body.at(-1))) : -1;
    if (last < 0) [cards, next] = [page.body, page.next];
    else cards = [...page.body, ...cards.slice(last + 1)];
  }

  function build({ call_id, suggestion_id, started_at, card }) {
    const [question] = card.questions ?? [];
    const drop = make("button", { class: "button plain", type: "button", "data-i18n-label": "desk.drop" }, icon("cross"));
    const parts = [
      make("p", { class: "kept-headline" }, card.headline),
      question ? make("p", { class: "kept-question" }, question) : null,
      card.recommended_direction ? make("p", { class: "kept-direction" }, card.recommended_direction) : null,
      make("a", { class: "label", href: placeOf(call_id, card.turn_id) }, day(started_at)),
    ];
    const node = make("li", { class: "kept-card" }, make("div", {}, ...parts), drop);
    drop.addEventListener("click", async () => {
      drop.disabled = true;
      try {
        await setFavourite(call_id, suggestion_id, false);
        cards = cards.filter((one) => !isSame(one, { call_id, suggestion_id }));
        node.dispatchEvent(new Event("dropped", { bubbles: true }));
      } catch {
        drop.disabled = false; // it is kept on
      }
    });
    translate(node);
    return node;
  }

  function nodes() {
    const before = drawn;
    const key = (one) => `${one.call_id} ${one.suggestion_id} ${language()}`;
    drawn = new Map((cards ?? []).map((one) => [key(one), before.get(key(one)) ?? build(one)]));
    return [...drawn.values()];
  }

  return {
    newest,
    older: (page) => ([cards, next] = [[...cards, ...page.body], page.next]),
    next: () => next,
    nodes,
    known: () => cards !== null,
  };
}

/** @returns {(record) => HTMLElement} the row of a past call, which unfolds to its summary and score */
export function pastView() {
  const rows = new Map();

  return function row(record) {
    const { call_id, ended_at, duration_ms } = record;
    const key = [ended_at, duration_ms, language()].join();
    const drawn = rows.get(call_id);
    if (drawn?.key === key) return drawn.node;
    const node = buildPast(record);
    node.firstElementChild.open = drawn?.node.firstElementChild.open ?? false;
    rows.set(call_id, { node, key });
    return node;
  };
}

function buildPast(record) {
  const { call_id, turns, suggestions: advice } = record;
  const said = t("calls.said", { turns, advice });
  const words = cutOff(record.end_reason) ? `${said} · ${t("state.cut")}` : said;
  const body = make("div", { class: "past-body" });
  const summary = make(
    "summary",
    { title: t("desk.more") },
    nameOf(record),
    make("span", { class: "label num" }, day(record.started_at)),
    make("span", { class: "label num past-said" }, words),
    make("span", { class: "num end" }, length(record.duration_ms)),
  );
  const unfolded = make("details", {}, summary, body);
  unfolded.addEventListener("toggle", () => unfolded.open && !body.childElementCount && fill(body, call_id));
  return make("li", {}, unfolded);
}

/** The call's summary at a glance, and its score, each as far as there is one. */
async function fill(body, callId) {
  const told = make("div", { class: "past-told" });
  body.append(told, make("a", { class: "button", href: placeOf(callId) }, t("desk.open")));
  const [call, score] = await Promise.allSettled([callOf(callId), scorecardOf(callId)]);
  const summary = call.value?.summary;
  const shown = summary ? sections(summary, t).filter(({ name }) => GLANCE.has(name)) : [];
  told.append(...shown.flatMap(({ title, rows }) => [make("h3", { class: "label" }, title), listOf(rows, summary.language)]));
  if (!shown.length) told.append(make("p", { class: "label" }, t("desk.noSummary")));
  const total = score.value?.total ?? null;
  told.append(make("p", { class: "num" }, total === null ? t("desk.noScore") : t("desk.score", { score: total })));
}

function listOf(rows, lang) {
  const text = ({ label, text: words, note }) => [label, words, note].filter(Boolean).join(" ");
  return make("ul", { lang }, ...rows.map((one) => make("li", {}, text(one))));
}
