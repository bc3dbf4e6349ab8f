/** The scorecard of a call that has ended: a quiet button, and all of it in a dialog. */

import { correctCriterion, followThrough, readerRole, scorecardOf } from "./api.js";
import { byId, icon, keyedRows, make, setText, setWords } from "./dom.js";
import { clock, percent, seconds } from "./format.js";
import { language, t } from "./i18n.js";
import { said } from "./said.js";

const SHARES = new Set(["talk_share", "objections", "obligations", "stages", "advice"]);
const LENGTHS = new Set(["monologue", "dead_air"]);

/** A figure as people read it. Pure. */
export function figure(criterion, value, tag) {
  if (SHARES.has(criterion)) return percent(value, tag);
  if (LENGTHS.has(criterion)) return seconds(1000 * value, tag);
  const signDisplay = criterion === "sentiment" ? "exceptZero" : "auto";
  return value.toLocaleString(tag, { maximumFractionDigits: 2, signDisplay });
}

/**
 * @param {string} callId
 * @param {(turnId: string) => void} showTurn leads to the turn that a figure rests on
 */
export function scorecardView(callId, showTurn) {
  const dialog = byId("scorecard-dialog");
  let card = null;
  let corrects = false; // whether the reader may
  const rows = keyedRows(byId("scorecard-list"), (one) => one.criterion, row);

  byId("scorecard-open").addEventListener("click", open);
  byId("scorecard-close").addEventListener("click", () => dialog.close());

  async function open() {
    card = null;
    tell([]);
    draw();
    dialog.showModal();
    const role = await readerRole();
    corrects = role !== null && role !== "agent";
    await ask(async () => {
      await followThrough(callId); // so that the earlier cards are marked, too
      return scorecardOf(callId);
    });
  }

  async function ask(request) {
    try {
      card = await request();
      tell([]);
    } catch (error) {
      tell([said(error.message, `error.${error.code}`)]);
    }
    draw();
  }

  /** A supervisor, this reader or another, has had a word on it. */
  function corrected() {
    if (dialog.open && card) ask(() => scorecardOf(callId));
  }

  function tell(words) {
    byId("scorecard-wrong").hidden = !words.length;
    setWords(byId("scorecard-wrong"), words);
  }

  /** Draw the button, and the dialog where it is open. */
  function update(call) {
    byId("scorecard-open").hidden = call.phase !== "ended";
  }

  function draw() {
    const has = card?.total !== null && card !== null;
    setText(byId("scorecard-total"), has ? String(card.total) : "–");
    const share = percent(card?.judged_weight ?? 0, language());
    setText(byId("scorecard-about"), card ? t("scorecard.about", { share }) : "");
    rows.show(card?.criteria ?? [], corrects);
  }

  function row(one, before) {
    const name = t(`criterion.${one.criterion}`);
    const value = one.value === null ? t(`whyNot.${one.why_not}`) : figure(one.criterion, one.value, language());
    const summary = make(
      "summary",
      {},
      make("span", { class: "criterion-name" }, name),
      make("span", { class: "criterion-value" }, value),
      score(one),
    );
    const body = make("div", { class: "criterion-body" }, note(one.correction), ...one.evidence.map(evidence));
    if (corrects) body.append(form(one, name));
    if (!body.childElementCount) return make("li", {}, plain(summary));
    const details = make("details", {}, summary, body);
    details.open = before?.querySelector("details")?.open ?? false;
    return make("li", {}, details);
  }

  const plain = (summary) => make("div", { class: "criterion-plain" }, ...summary.childNodes);

  /** What counts; where a supervisor had a word, what was computed beside it. */
  function score({ score: computed, correction }) {
    const node = make("span", { class: "criterion-score num" });
    if (!correction) node.append(String(computed ?? "–"));
    else node.append(make("del", {}, String(computed ?? "–")), " ", make("ins", {}, String(correction.score)));
    return node;
  }

  function note(correction) {
    if (!correction) return null;
    const by = correction.by ?? t("scorecard.somebody");
    return make("p", {}, make("b", {}, by), " ", correction.reason);
  }

  function evidence({ turn_id, quote, at_ms }) {
    const when = make("span", { class: "num" }, clock(at_ms));
    const button = make("button", { type: "button", class: "criterion-proof" }, when, " ", make("q", {}, quote));
    button.addEventListener("click", () => {
      dialog.close();
      showTurn(turn_id);
    });
    return button;
  }

  function form(one, name) {
    const counted = one.correction?.score ?? one.score ?? "";
    const label = (words) => ({ "aria-label": `${name}: ${words}`, required: "" });
    const number = make("input", {
      class: "field",
      type: "number",
      ...{ min: 0, max: 100, step: 1, value: counted },
      ...label(t("scorecard.score")),
    });
    const reason = make("input", {
      class: "field",
      maxlength: 500,
      placeholder: t("scorecard.reason"),
      ...label(t("scorecard.reason")),
    });
    const send = make("button", { class: "button" }, icon("check"), t("scorecard.correct"));
    const node = make("form", { class: "criterion-form" }, number, reason, send);
    node.addEventListener("submit", (event) => {
      event.preventDefault();
      const word = { score: Number(number.value), reason: reason.value.trim() };
      ask(() => correctCriterion(callId, one.criterion, word));
    });
    return node;
  }

  return { update, draw, corrected };
}
