/** A past call at any moment of it: its log, cut where the call's own clock says. Pure. */

import { apply, emptyCall } from "./state.js";

export class Replay {
  /**
   * @param {string} callId
   * @param {object[]} events all durable events of an ended call, from the first on
   */
  constructor(callId, events) {
    this.callId = callId;
    this.events = events;
    this.moments = moments(events);
    this.lengthMs = this.moments.at(-1) ?? 0;
    this.#rewind();
  }

  /** When each piece of advice was given: `{ms, priority}`. */
  ticks() {
    return this.events
      .map(({ type, data }, i) => ({ type, ms: this.moments[i], priority: data?.priority }))
      .filter((one) => one.type === "suggestion.final");
  }

  /**
   * The call as it stood at `ms`, which is what the events up to then make of it.
   *
   * @returns {{call, areas: Set<string>, turns: string[], rewound: boolean, now: number}} what has
   *   changed since the last moment that was asked for; `rewound` tells that this one is before it
   *   and `call` another object; `now` is the moment on the server's clock, ms since the epoch
   */
  at(ms) {
    const count = countUpTo(this.moments, ms);
    const rewound = count < this.taken;
    if (rewound) this.#rewind();
    const [areas, turns] = [new Set(), []];
    for (; this.taken < count; this.taken += 1) {
      const change = apply(this.call, this.events[this.taken]);
      for (const area of change.areas) areas.add(area);
      turns.push(...change.turns);
    }
    const since = ms - (this.moments[count - 1] ?? 0);
    return { call: this.call, areas, turns, rewound, now: (this.call.lastAt ?? 0) + since };
  }

  #rewind() {
    this.call = emptyCall(this.callId);
    this.taken = 0;
  }
}

/**
 * When each event happened, in ms on the call's clock; it never falls.
 *
 * A finished turn is known when it has been said, at its `end_ms`. Other events keep their distance
 * (`at`) from the turn before, and come before the next: so a recording that was played faster
 * than life is replayed at the pace of its words. From the end of the call on, all is the end.
 */
export function moments(events) {
  const end = events.findLastIndex((event) => event.type === "call.ended");
  const live = end < 0 ? events : events.slice(0, end);
  let spoken = 0;
  const turns = live.map(({ type, data }) => {
    if (type !== "turn.final") return null;
    return (spoken = Math.max(spoken, data.end_ms));
  });
  const length = Math.max(spoken, events[end]?.data.duration_ms ?? 0);

  const next = new Array(live.length); // the turn after, or the end
  let before = length;
  for (let i = live.length - 1; i >= 0; i -= 1) {
    next[i] = before;
    before = turns[i] ?? before;
  }

  let anchor = { ms: 0, at: Date.parse(events[0]?.at) };
  let last = 0;
  const found = live.map((event, i) => {
    const at = Date.parse(event.at);
    if (turns[i] !== null) anchor = { ms: turns[i], at };
    last = turns[i] ?? Math.max(last, Math.min(anchor.ms + at - anchor.at, next[i]));
    return last;
  });
  return [...found, ...events.slice(live.length).map(() => length)];
}

/** How many of the rising `moments` are not after `ms`. */
function countUpTo(moments, ms) {
  const after = moments.findIndex((moment) => moment > ms);
  return after < 0 ? moments.length : after;
}
