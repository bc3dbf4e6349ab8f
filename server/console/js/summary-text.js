/** What a summary says, as rows under titles, and as plain text for a CRM. No DOM. */

/**
 * The sections that have something to say.
 *
 * @param summary the data of a `call.summary` event
 * @param {(key: string, values?: object) => string} words the words of the page's language
 * @returns {{name: string, title: string, rows?: object[], words?: string}[]}
 */
export function sections(summary, words) {
  const { customer = {}, lead = {}, minutes = [], email, disposition, fields = [] } = summary;
  const title = (name) => words(`summary.${name}`);
  const listed = (name, list = []) => ({ name, title: title(name), rows: list.map(sentence) });
  const outcome = disposition ? [{ text: words(`outcome.${disposition.value}`), turns: disposition.turn_ids }] : [];
  const stage = lead.stage ? [{ label: title("stage"), text: lead.stage.title, turns: [lead.stage.turn_id] }] : [];
  const step = lead.next_step;
  const next = step ? [{ text: step.text, note: step.date ? `(${step.date})` : "", turns: step.turn_ids }] : [];
  return [
    { name: "outcome", title: title("outcome"), rows: [...outcome, ...stage] },
    listed("wants", customer.wants),
    listed("agreed", customer.agreed),
    listed("open", customer.open),
    { name: "next", title: title("next"), rows: next },
    { name: "objections", title: title("objections"), rows: (lead.objections ?? []).map((one) => objection(one, words)) },
    listed("buying", lead.buying_signals),
    listed("risks", lead.risks),
    { name: "fields", title: title("fields"), rows: fields.map((one) => field(one, words)) },
    { name: "email", title: title("email"), words: email ? `${email.subject}\n\n${email.body}` : "" },
    listed("minutes", minutes),
  ].filter(({ rows, words: text }) => text || rows?.length);
}

const sentence = ({ text, turn_ids: turns }) => ({ text, turns });

function objection({ text, answer, state, turn_ids: turns }, words) {
  return { label: words(`objection.${state}`), text, note: answer ? `→ ${answer}` : "", turns };
}

function field({ title, state, value, quote, turn_id: turn }, words) {
  const told = state === "told";
  const note = told && quote && quote !== value ? `“${quote}”` : "";
  return { label: `${title}:`, text: told ? value : words(`field_state.${state}`), note, turns: turn ? [turn] : [] };
}

/** The whole of it as plain text, as one pastes it into a CRM. */
export function plainText(summary, words) {
  const line = ({ label, text, note }) => `- ${[label, text, note].filter(Boolean).join(" ")}`;
  return sections(summary, words)
    .map(({ title, rows, words: text }) => `${title}\n${text || rows.map(line).join("\n")}`)
    .join("\n\n");
}
