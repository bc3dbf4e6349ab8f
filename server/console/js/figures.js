/** Call figures, from the finished turns alone; `docs/events.md` defines each of them.
 *
 * The server counts the same in Python (`conversation/events/figures.py`); the calls in
 * `tests/figures` hold the two together. Pure.
 */

const PARTIES = ["customer", "agent"];
const OVERLAP_MS = 250; // shorter overlaps are how people take turns, not interruptions
const PAUSE_MS = 3000; // a longer pause ends a stretch: the other party could have spoken
const LEAST_TALK_MS = 3000; // less tells nothing of a party's pace

/**
 * @param {Array<{speaker: string, text: string, start_ms: number, end_ms: number}>} turns
 *   finished turns, in any order
 * @returns figures by the names of REST, each an object of both parties: `talk_ms`, `talk_share`
 *   (0–1, null where nobody talked), `words_per_minute` (null where there is too little to tell),
 *   `longest_turn_ms`, `turns`, `interruptions`; and `silence` (0–1) of the call
 */
export function figures(turns) {
  const sorted = [...turns].sort(byTime);
  const own = (who) => sorted.filter((turn) => turn.speaker === who);
  const talk_ms = both((who) => covered(own(who)));
  const total = talk_ms.customer + talk_ms.agent;
  const length = Math.max(0, ...sorted.map((turn) => turn.end_ms));
  return {
    talk_ms,
    talk_share: both((who) => (total ? Math.round((1000 * talk_ms[who]) / total) / 1000 : null)),
    words_per_minute: both((who) => pace(own(who), talk_ms[who])),
    longest_turn_ms: longest(sorted),
    turns: both((who) => own(who).length),
    interruptions: both((who) => interruptions(sorted, who)),
    silence: length ? (length - covered(sorted)) / length : 0,
  };
}

const both = (figure) => Object.fromEntries(PARTIES.map((who) => [who, figure(who)]));

function byTime(a, b) {
  return a.start_ms - b.start_ms || a.end_ms - b.end_ms || a.speaker.localeCompare(b.speaker);
}

/** How long at least one of the turns (sorted by start) was going on, in ms. */
function covered(sorted) {
  let [total, reached] = [0, 0];
  for (const { start_ms, end_ms } of sorted) {
    total += Math.max(0, end_ms - Math.max(start_ms, reached));
    reached = Math.max(reached, end_ms);
  }
  return total;
}

function pace(own, talkMs) {
  if (talkMs < LEAST_TALK_MS) return null;
  const words = own.reduce((sum, turn) => sum + wordCount(turn.text), 0);
  return Math.round((words * 60000) / talkMs);
}

function wordCount(text) {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** The longest stretch in which each party kept the floor, in ms. */
function longest(sorted) {
  const best = both(() => 0);
  let run = null;
  for (const { speaker, start_ms, end_ms } of sorted) {
    const goesOn = run && run.speaker === speaker && start_ms - run.end <= PAUSE_MS;
    if (!goesOn) run = { speaker, start: start_ms, end: end_ms };
    run.end = Math.max(run.end, end_ms);
    best[speaker] = Math.max(best[speaker], run.end - run.start);
  }
  return best;
}

/** How often the party began to speak well before the other one, begun earlier, had ended. */
function interruptions(sorted, who) {
  const ownFirst = (a, b) => a.start_ms - b.start_ms || (b.speaker === who) - (a.speaker === who);
  let [count, until] = [0, 0];
  for (const { speaker, start_ms, end_ms } of [...sorted].sort(ownFirst)) {
    if (speaker !== who) until = Math.max(until, end_ms);
    else if (until - start_ms > OVERLAP_MS) count += 1;
  }
  return count;
}
