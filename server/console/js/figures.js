/** Figures of a call, from its finished turns alone. Pure. */

const PARTIES = ["customer", "agent"];
const MONOLOGUE_PAUSE_MS = 3000; // a longer pause ends a monologue: the other could have spoken
const OVERLAP_MS = 250; // shorter overlaps are how people take turns, not interruptions

/**
 * @param {Array<{speaker: string, text: string, start_ms: number, end_ms: number}>} turns
 *   finished turns, in any order
 * @returns figures: per party `share` (0–1 of all talk), `talkMs`, `wordsPerMinute` (null while
 *   there is too little to tell), `interruptions`; of the call `silenceMs`, `silence` (0–1),
 *   `monologue` ({speaker, ms} or null), `lengthMs`
 */
export function figures(turns) {
  const sorted = [...turns].sort((a, b) => a.start_ms - b.start_ms || a.end_ms - b.end_ms);
  const parties = Object.fromEntries(PARTIES.map((who) => [who, partyFigures(sorted, who)]));
  const talk = parties.customer.talkMs + parties.agent.talkMs;
  for (const who of PARTIES) parties[who].share = talk ? parties[who].talkMs / talk : 0;
  const lengthMs = Math.max(0, ...sorted.map((turn) => turn.end_ms));
  const silenceMs = lengthMs - covered(sorted);
  return {
    ...parties,
    lengthMs,
    silenceMs,
    silence: lengthMs ? silenceMs / lengthMs : 0,
    monologue: longestMonologue(sorted),
  };
}

function partyFigures(sorted, who) {
  const own = sorted.filter((turn) => turn.speaker === who);
  const others = sorted.filter((turn) => turn.speaker !== who);
  const talkMs = covered(own);
  const words = own.reduce((sum, turn) => sum + wordCount(turn.text), 0);
  return {
    talkMs,
    wordsPerMinute: talkMs >= 3000 ? Math.round(words / (talkMs / 60000)) : null,
    interruptions: own.filter((turn) => cutsIn(turn, others)).length,
  };
}

/** How long at least one of the turns (sorted by start) was going on, in ms. */
function covered(sorted) {
  let total = 0;
  let reached = 0;
  for (const { start_ms, end_ms } of sorted) {
    if (end_ms > reached) total += end_ms - Math.max(start_ms, reached);
    reached = Math.max(reached, end_ms);
  }
  return total;
}

function wordCount(text) {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0;
}

/** Whether the turn begins while another's turn, begun before, still goes on. */
function cutsIn(turn, others) {
  return others.some(
    (other) => other.start_ms < turn.start_ms && other.end_ms - turn.start_ms > OVERLAP_MS,
  );
}

function longestMonologue(sorted) {
  let best = null;
  let run = null;
  for (const { speaker, start_ms, end_ms } of sorted) {
    const goesOn = run && run.speaker === speaker && start_ms - run.end <= MONOLOGUE_PAUSE_MS;
    run = goesOn
      ? { ...run, end: Math.max(run.end, end_ms) }
      : { speaker, start: start_ms, end: end_ms };
    const ms = run.end - run.start;
    if (!best || ms > best.ms) best = { speaker, ms };
  }
  return best;
}
