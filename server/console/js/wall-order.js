/** The order of the wall, and which of its rows a filter lets through. Pure. */

export const FILTERS = ["team", "agent", "playbook", "language", "risk"];
const LEVELS = { low: 0, medium: 1, high: 2 };

/** The filters that an address keeps: `{team, agent, playbook, language, risk}`, "" for none. */
export function filtersOf(search) {
  const given = new URLSearchParams(search);
  return Object.fromEntries(FILTERS.map((name) => [name, given.get(name) ?? ""]));
}

/** The query of an address that keeps filters, with `?`; empty where there is none. */
export function addressOf(filters) {
  const kept = new URLSearchParams();
  for (const name of FILTERS) if (filters[name]) kept.set(name, filters[name]);
  const query = kept.toString();
  return query ? `?${query}` : "";
}

/** Whether the server could not read a call's figures: then nobody knows its risk, nor its playbook. */
export const isUnknown = (row) => row.figures_known === false;

/** Whether a row is wanted; `risk` is the least level. What is not known hides no call. */
export function isWanted(row, filters) {
  return (
    (!filters.team || row.teams.includes(filters.team)) &&
    (!filters.agent || row.agent_id === filters.agent) &&
    (isUnknown(row) ||
      ((!filters.playbook || row.playbook === filters.playbook) &&
        (!filters.language || row.language === filters.language) &&
        (!filters.risk || LEVELS[row.risk.level] >= LEVELS[filters.risk])))
  );
}

/** What there is to choose from, sorted: `{team: […], agent: […], playbook: […], language: […]}`. */
export function choices(rows) {
  const found = { team: new Set(), agent: new Set(), playbook: new Set(), language: new Set() };
  for (const row of rows) {
    for (const team of row.teams) found.team.add(team);
    if (row.agent_id) found.agent.add(row.agent_id);
    if (row.playbook) found.playbook.add(row.playbook);
    if (row.language) found.language.add(row.language);
  }
  const sorted = ([name, values]) => [name, [...values].sort((a, b) => a.localeCompare(b))];
  return Object.fromEntries(Object.entries(found).map(sorted));
}

const before = (a, b) =>
  b.risk.score - a.risk.score ||
  Date.parse(a.started_at) - Date.parse(b.started_at) ||
  (a.call_id < b.call_id ? -1 : 1);

/** The rows of the wall: as they were told last, those that are gone until the order is made anew. */
export class Wall {
  constructor() {
    this.rows = new Map();
    this.order = []; // the ids as they are shown
    this.gone = new Set();
    this.alerts = null; // what was raised, as far as it was told
  }

  /** Take a message of the server; returns the ids of the rows that are others now. */
  take({ whole, rows, gone }) {
    const changed = [];
    const there = new Set(rows.map((row) => row.call_id));
    const ended = whole ? [...this.rows.keys()].filter((id) => !there.has(id)) : gone;
    for (const id of ended) {
      if (!this.rows.has(id) || this.gone.has(id)) continue;
      this.gone.add(id);
      changed.push(id);
    }
    for (const row of rows) {
      this.gone.delete(row.call_id);
      this.rows.set(row.call_id, row);
      changed.push(row.call_id);
    }
    return changed;
  }

  /** The alerts of a message's rows that were not there before, each with its row. */
  raised({ rows, whole }) {
    const known = whole ? this.alerts : (this.alerts ??= new Set());
    const all = rows.flatMap((row) => row.alerts.map((alert) => ({ row, alert })));
    const id = ({ row, alert }) => `${row.call_id} ${alert.alert_id} ${alert.at}`;
    const fresh = known ? all.filter((one) => !known.has(id(one))) : []; // at first, none is news
    this.alerts = known ?? new Set();
    for (const one of all) this.alerts.add(id(one));
    return fresh;
  }

  /** The riskiest first; what has ended goes. Returns whether the order is another. */
  sort() {
    for (const id of this.gone) this.rows.delete(id);
    this.gone.clear();
    const wanted = this.#sorted().map((row) => row.call_id);
    const same = wanted.length === this.order.length && wanted.every((id, at) => id === this.order[at]);
    this.order = wanted;
    return !same;
  }

  /** Leave each row where it is, under a pointer; what is new comes last. */
  hold() {
    const known = new Set(this.order);
    for (const row of this.#sorted()) if (!known.has(row.call_id)) this.order.push(row.call_id);
  }

  /** How many calls would move if the order was made anew. */
  moved() {
    const kept = this.order.filter((id) => !this.gone.has(id));
    const wanted = this.#sorted().filter((row) => !this.gone.has(row.call_id));
    return wanted.filter((row, at) => row.call_id !== kept[at]).length;
  }

  #sorted() {
    return [...this.rows.values()].sort(before);
  }
}
