/** The table of the work after calls. */

import { keyedRows, make } from "./dom.js";
import { spaced } from "./format.js";
import { placeOf } from "./found.js";
import { known, language, t } from "./i18n.js";
import { subtitleOf, titleOf } from "./names.js";

const DO = {
  waiting: ["cancel"],
  running: ["cancel"],
  needs_approval: ["approve", "reject", "cancel"],
  failed: ["retry", "cancel"],
  cancelled: ["retry"],
};

/** What a person may do with a job in `state`. */
export const actionsOf = (state) => DO[state] ?? [];

const time = (at) =>
  new Date(at).toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" });

/** A step's name in words; one of the house's own stays as it is. */
export function stepName(step) {
  const [kind, ...rest] = step.split(" ");
  const key = rest.length ? `step.${kind}.of` : `step.${kind}`;
  return known(key) ? t(key, { what: stepName(rest.join(" ")) }) : step;
}

const why = (reason) => reason && spaced(reason);

/** What a job is at: its step, why it failed, and what it waits for. */
export function atWords({ state, step, reason, due_at }) {
  const parts = [step && stepName(step), why(reason)];
  if (state === "waiting") parts.push(t("jobs.due", { when: time(due_at) }));
  if (state === "needs_approval") parts.push(t("jobs.until", { when: time(due_at) }));
  return parts.filter(Boolean).join(" · ");
}

/** What became of a step, in words. */
export function stepWords(name, { state, reason, answer, by, comment }) {
  const parts = [`${stepName(name)}: ${t(`stepState.${state}`)}`, why(reason)];
  if (by) parts.push(t("jobs.by", { answer: t(`jobAnswer.${answer}`), by }));
  if (comment) parts.push(`“${comment}”`);
  return parts.filter(Boolean).join(" · ");
}

/** Whose call a job is of, as all lists have it; an erased call has but its id. */
export function callNames({ call, call_id: id }) {
  return call ? [titleOf(call), subtitleOf(call, id)] : [id, ""];
}

/**
 * @param {HTMLElement} body of the table
 * @param {(job: object, action: string) => Promise<void>} onAction when one is asked for
 * @returns {{show}} `show(jobs)`; a row stays as it is while nothing of its job has changed
 */
export function jobTable(body, onAction) {
  const rows = keyedRows(body, (job) => job.job_id, row);

  function row(job, before) {
    const { job_id: id, call_id: call, state } = job;
    const ended = time(job.created_at);
    const pill = make("span", { class: "pill", "data-state": state });
    pill.append(make("span", { class: "pill-mark", "aria-hidden": "true" }), t(`jobState.${state}`));
    const [name, about] = callNames(job);
    const way = { class: "name", dir: "auto", href: placeOf(call), title: name };
    const link = make("a", way, name);
    const who = make("span", { class: "label who" }, about);
    const at = atWords(job);
    const more = make("span", { class: "label narrow" }, at ? `${at} · ${ended}` : ended);
    return make(
      "tr",
      { "data-job": id },
      make("th", { scope: "row" }, link, who, more, stepsOf(job, before)),
      make("td", {}, pill),
      make("td", { class: "wide" }, at),
      make("td", { class: "num wide when" }, ended),
      make("td", { class: "end" }, ...actionsOf(state).map((action) => button(job, action))),
    );
  }

  function stepsOf({ steps }, before) {
    const told = Object.entries(steps).map(([name, step]) => make("li", {}, stepWords(name, step)));
    if (!told.length) return null;
    const list = make("ul", { class: "label" }, ...told);
    const all = make("details", { class: "whom" }, make("summary", {}, t("jobs.steps")), list);
    all.open = before?.querySelector("details")?.open ?? false;
    return all;
  }

  function button(job, action) {
    const word = t(`jobDo.${action}`);
    const label = [word, ...callNames(job).filter(Boolean)].join(", ");
    const node = make("button", { class: "button", "aria-label": label }, word);
    node.dataset.action = action;
    node.addEventListener("click", async () => {
      node.disabled = true;
      await onAction(job, action);
      node.disabled = false;
      // The keyboard's place went with the row; the job's new one has it, where it is on show.
      if (!node.isConnected) rows.nodeOf(job.job_id)?.querySelector(".name").focus();
    });
    return node;
  }

  return { show: rows.show };
}
