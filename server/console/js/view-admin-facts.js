/** What administration tells and does not change: budgets, consent, retention. */

import { make } from "./dom.js";
import { known, language, t } from "./i18n.js";

const money = (usd) => usd.toLocaleString(language(), { style: "currency", currency: "USD" });
const cap = (usd) => (usd === null ? t("admin.noLimit") : money(usd));

function list(...rows) {
  return make("dl", {}, ...rows.map(([what, value]) => make("div", {}, make("dt", {}, what), make("dd", {}, value))));
}

const hint = (key, values) => make("p", { class: "label" }, t(key, values));

export function budgetParts({ spent_today, spent_this_month, per_call, per_day, per_month }) {
  const of = (spent, limit) => (limit === null ? money(spent) : t("admin.of", { spent: money(spent), limit: money(limit) }));
  const rows = [
    [t("admin.today"), of(spent_today, per_day)],
    [t("admin.month"), of(spent_this_month, per_month)],
    [t("admin.perCall"), cap(per_call)],
    [t("admin.perDay"), cap(per_day)],
    [t("admin.perMonth"), cap(per_month)],
  ];
  return [list(...rows), hint("admin.budgetsHint")];
}

export function consentParts({ mode, key, refusal_key, is_heard, days, calls }) {
  const told = ["given", "missing", "refused", "withdrawn", "not_asked"];
  const rows = told.map((state) => [t(`admin.consent.${state}`), calls[state].toLocaleString(language())]);
  const ways = [t("admin.way.parameter")];
  if (key) ways.push(t("admin.way.key", { key }));
  if (refusal_key) ways.push(t("admin.way.refusal", { key: refusal_key }));
  if (is_heard) ways.push(t("admin.way.words"));
  const rule = make("p", {}, t(`admin.consentMode.${mode}`));
  return [rule, list(...rows), hint("admin.consentHint", { days }), hint("admin.ways", { ways: ways.join(", ") })];
}

/** What a kind of personal data is called; one of a later server shows itself. */
const kindWords = (kind) => (known(`admin.kind.${kind}`) ? t(`admin.kind.${kind}`) : kind);

export function retentionParts(set) {
  const days = (many) => (many === null ? t("admin.forever") : t("admin.days", { days: many }));
  const rows = [
    [t("admin.kept.audio"), t("admin.never")],
    [t("admin.kept.calls"), days(set.RETENTION_DAYS)],
    [t("admin.kept.looks"), days(set.AUDIT_DAYS)],
    [t("admin.kept.changes"), t("admin.always")],
    [t("admin.kept.sessions"), t("admin.hours", { hours: set.SESSION_HOURS })],
  ];
  const kinds = set.REDACT.map(kindWords).sort((one, other) => one.localeCompare(other, language()));
  const hidden = kinds.length ? t("admin.hidden", { kinds: kinds.join(", ") }) : t("admin.nothingHidden");
  return [list(...rows), make("p", { class: "label" }, hidden), hint("admin.retentionHint")];
}
