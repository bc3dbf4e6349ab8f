/** A call followed live: its client and its state, kept together. */

import { eventsAfter, openLive } from "./api.js";
import { LiveClient } from "./live-client.js";
import { apply, emptyCall } from "./state.js";

/**
 * @param {string} callId
 * @param {(event, change) => void} onEvent after an event was taken; `change` as from `apply`
 * @param {(state) => void} onState how the connection stands, as from `LiveClient`
 * @param {() => void} onStale when the call is to be followed anew, as from `LiveClient`
 * @returns {{call, client, now}} `now()` is the time on the server's clock, ms since the epoch: a
 *   passing event has just been made, so it shows how far this machine's clock is off
 */
export function follow(callId, onEvent, onState, onStale) {
  const call = emptyCall(callId);
  let skew = 0;
  const client = new LiveClient({
    open: (after) => openLive(callId, after),
    ask: (after) => eventsAfter(callId, after),
    onEvent(event) {
      const change = apply(call, event);
      if (event.seq === null) skew = Date.parse(event.at) - Date.now();
      if (!change.gap) onEvent(event, change);
      return change.gap;
    },
    onStale,
    onState,
    setTimeout: (act, ms) => setTimeout(act, ms),
    clearTimeout: (timer) => clearTimeout(timer),
    random: Math.random,
  });
  return { call, client, now: () => Date.now() + skew };
}
