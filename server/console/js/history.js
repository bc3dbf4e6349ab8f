/** The list of calls as it is read page by page, newest first. Pure. */

const MOST_SLID = 100; // of the calls that have ended and slid off the newest page, so many stay

export class History {
  constructor() {
    this.clear();
  }

  clear() {
    this.records = new Map();
    this.next = null; // the path of the page after the oldest that was read
    this.oldest = false; // whether `next` belongs to an older page already
  }

  /** Take the newest page, read again and again: what it should hold and doesn't is deleted. */
  newest({ calls, next }) {
    const [ids, last] = [new Set(calls.map((record) => record.call_id)), calls.at(-1)?.started_at];
    for (const [id, { started_at }] of this.records) {
      if (!ids.has(id) && (!next || started_at > last)) this.records.delete(id);
    }
    this.#add(calls);
    if (this.oldest) return;
    this.next = next;
    this.#trim(ids);
  }

  /** Take all calls that go on; the ids of those that went on before and are not among them. */
  going(calls) {
    const before = this.open().map((record) => record.call_id);
    this.#add(calls);
    const ids = new Set(calls.map((record) => record.call_id));
    return before.filter((id) => !ids.has(id));
  }

  /** Take one call as it is now; null where it is no more. */
  put(id, record) {
    if (record) this.#add([record]);
    else this.records.delete(id);
  }

  /** Take the page that `next` led to. */
  older({ calls, next }) {
    this.#add(calls);
    this.oldest = true;
    this.next = next;
  }

  open() {
    return this.#sorted().filter((record) => !record.ended_at);
  }

  ended() {
    return this.#sorted().filter((record) => record.ended_at);
  }

  /** Let go those that ended first: `next` leads to them. A page may be open all day. */
  #trim(newest) {
    const slid = this.ended().filter((record) => !newest.has(record.call_id));
    slid.sort((a, b) => Date.parse(b.ended_at) - Date.parse(a.ended_at));
    for (const { call_id } of slid.slice(MOST_SLID)) this.records.delete(call_id);
  }

  #add(calls) {
    for (const record of calls) this.records.set(record.call_id, record);
  }

  #sorted() {
    const time = (record) => Date.parse(record.started_at);
    return [...this.records.values()].sort((a, b) => time(b) - time(a));
  }
}
