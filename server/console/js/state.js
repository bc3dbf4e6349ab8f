/** What is known of one call, from its events alone (docs/events.md). No DOM, no clock, no I/O. */

export function emptyCall(callId) {
  return {
    callId,
    seq: 0,
    phase: "unknown", // unknown → live → ended
    startedAt: null, // ms since the epoch
    durationMs: null,
    endReason: null,
    lastAt: null,
    source: null,
    stt: null, // what transcribes: "deepgram", "recorded", …
    coach: null, // what advises: "playbook", or a model's name
    paused: false,
    verbosity: null, // how much the agent is shown: "quiet", "normal" or "talkative"
    participants: [],
    parameters: {},
    person: null, // whom the call is with, where they are known again
    stages: [],
    reached: new Set(),
    turns: [], // finished, sorted by start_ms
    turnById: new Map(),
    partials: new Map(), // turn_id → {turn_id, speaker, text, start_ms}
    speaking: { customer: null, agent: null }, // the offset where speech began, or null
    suggestions: new Map(), // suggestion_id → suggestion, in order of their start
    silence: null, // why nothing was said at the customer's last turn: {turnId, reason, headline}
    obligations: new Map(), // obligation_id → {id, title, must, state}, in order of their begin
    insights: new Map(), // specialist → {specialist, data, before}, in the order in which they began
    summary: null, // after its end: the data of the last `call.summary`
    memory: null, // what the coach remembers: {entities, phase, sentiment}
    statuses: new Map(), // component + speaker → the last status
    notes: [], // from a supervisor: {note_id, text, by, at}
    trouble: null, // the last error, until something works again
    repeated: 0,
  };
}

/**
 * Take one event into the call.
 *
 * @returns {{areas: Set<string>, turns: string[], gap: boolean}} what changed: the areas, the ids
 *   of the turns that are new; `gap` tells that durable events are missing before this one, and
 *   that it was not taken
 */
export function apply(call, event) {
  const nothing = { areas: new Set(), turns: [], gap: false };
  const durable = Number.isInteger(event.seq);
  if (durable && event.seq <= call.seq) {
    call.repeated += 1;
    return nothing;
  }
  if (durable && event.seq > call.seq + 1) return { ...nothing, gap: true };
  if (durable) call.seq = event.seq;
  const take = TAKE[event.type];
  call.lastAt = Date.parse(event.at) || call.lastAt;
  if (!take) return nothing; // a type of a later server
  const result = take(call, event.data ?? {}, event) ?? [];
  const areas = new Set(result.areas ?? result);
  return { areas, turns: result.turns ?? [], gap: false };
}

const TAKE = {
  "call.started": (call, data, event) => {
    call.phase = "live"; // again, when the stream of an interrupted call comes back
    call.durationMs = null;
    call.endReason = null;
    call.statuses.clear(); // they were of the stream before
    call.startedAt ??= Date.parse(event.at);
    call.source = data.source ?? null;
    call.stt = data.stt ?? null;
    call.coach = data.coach ?? null;
    call.verbosity = data.verbosity ?? null;
    call.participants = Array.isArray(data.participants) ? data.participants : [];
    call.parameters = data.parameters ?? {};
    call.person = data.person ?? null;
    call.stages = data.playbook?.stages ?? [];
    return ["call", "stages"];
  },

  "call.transferred": (call, data) => {
    call.parameters = { ...call.parameters, agent_id: data.agent_id, agent_name: null };
    return ["call"];
  },

  "speech.started": (call, data) => {
    if (!(data.speaker in call.speaking)) return [];
    call.speaking[data.speaker] = data.offset_ms ?? 0;
    return ["speaking"];
  },

  "speech.stopped": (call, data) => {
    if (!(data.speaker in call.speaking)) return [];
    call.speaking[data.speaker] = null;
    return ["speaking"];
  },

  "turn.partial": (call, data) => {
    if (call.turnById.has(data.turn_id)) return [];
    for (const other of [...call.partials.values()]) {
      const replaced = other.speaker === data.speaker && other.turn_id !== data.turn_id;
      if (replaced) call.partials.delete(other.turn_id);
    }
    const start_ms = call.partials.get(data.turn_id)?.start_ms ?? call.speaking[data.speaker];
    call.partials.set(data.turn_id, { ...data, start_ms: start_ms ?? null });
    return ["partials"];
  },

  "turn.final": (call, data) => {
    call.partials.delete(data.turn_id);
    const known = call.turnById.get(data.turn_id);
    if (known) call.turns.splice(call.turns.indexOf(known), 1);
    call.turnById.set(data.turn_id, data);
    insertTurn(call.turns, data);
    const isNext = data.speaker === "customer" && data.turn_id !== call.silence?.turnId;
    if (isNext) call.silence = null;
    return { areas: ["turns", "partials"], turns: [data.turn_id] };
  },

  "suggestion.started": (call, data, event) => {
    call.suggestions.set(data.suggestion_id, newSuggestion(data, event));
    return ["advice"];
  },

  "suggestion.delta": (call, data, event) => {
    const suggestion = call.suggestions.get(data.suggestion_id) ?? newSuggestion(data, event);
    if (suggestion.state !== "writing") return [];
    call.suggestions.set(data.suggestion_id, suggestion);
    suggestion.advice = { ...suggestion.advice, ...(data.partial ?? {}) };
    return ["advice"];
  },

  "suggestion.final": (call, data, event) => {
    const suggestion = call.suggestions.get(data.suggestion_id) ?? newSuggestion(data, event);
    call.suggestions.set(data.suggestion_id, suggestion);
    Object.assign(suggestion, {
      state: "final",
      advice: data,
      lane: data.lane ?? suggestion.lane,
      turnId: data.turn_id ?? suggestion.turnId,
      finalAt: Date.parse(event.at),
    });
    for (const stage of data.stages_reached ?? []) call.reached.add(stage);
    call.silence = null;
    if (suggestion.lane === "llm") call.trouble = null;
    return ["advice", "stages", "notices"];
  },

  "suggestion.withdrawn": (call, data) => {
    const suggestion = call.suggestions.get(data.suggestion_id);
    if (!suggestion) return [];
    suggestion.state = "withdrawn";
    return ["advice"];
  },

  "suggestion.suppressed": (call, data) => {
    call.silence = { turnId: data.turn_id, reason: data.reason, headline: data.headline ?? null };
    return ["advice"];
  },

  "suggestion.followed": (call, data) => {
    const suggestion = call.suggestions.get(data.suggestion_id);
    if (!suggestion) return [];
    suggestion.followed = { outcome: data.outcome, turnId: data.turn_id, quote: data.quote };
    return ["advice"];
  },

  "usage.updated": (call, data) => {
    return []; // for those who pay: no page of a call shows it
  },

  "obligation.updated": (call, data) => {
    const { obligation_id: id, title, must, state } = data;
    call.obligations.set(id, { id, title, must, state });
    return ["obligations"];
  },

  "insight.updated": (call, data) => {
    const { specialist } = data;
    const before = call.insights.get(specialist)?.data ?? null;
    call.insights.set(specialist, { specialist, data: data.data ?? {}, before });
    return ["insights"];
  },

  "memory.updated": (call, data) => {
    const { entities, phase, sentiment } = data;
    call.memory = { entities: entities ?? [], phase: phase ?? null, sentiment: sentiment ?? {} };
    if (!phase || call.reached.has(phase.id)) return ["memory"];
    call.reached.add(phase.id); // a turn may reach a stage without a card
    return ["memory", "stages"];
  },

  status: (call, data, event) => {
    if (typeof data.verbosity === "string") {
      call.verbosity = data.verbosity; // the agent's wish, and no state of the coach
      return ["call"];
    }
    if (data.playbook) call.stages = data.playbook.stages ?? []; // the call's language is known now
    if (typeof data.paused === "boolean") call.paused = data.paused;
    const state = data.paused ? "ok" : data.state; // the agent's wish is no trouble
    const status = { ...data, state, at: Date.parse(event.at) };
    call.statuses.set(`${data.component}/${data.speaker ?? ""}`, status);
    if (data.consent && state !== "ok") {
      call.partials.clear(); // what was being said is not taken in any more
      call.speaking = { customer: null, agent: null };
    }
    if (call.trouble && data.component === "coach" && data.state === "ok") call.trouble = null;
    return data.playbook ? ["notices", "call", "stages"] : ["notices", "call"];
  },

  error: (call, data, event) => {
    if (data.error_code === "token_expiring") return []; // not the agent's to mend
    call.trouble = { ...data, at: Date.parse(event.at) };
    return ["notices"];
  },

  "feedback.recorded": (call, data) => {
    const suggestion = call.suggestions.get(data.suggestion_id);
    if (!suggestion) return [];
    if (data.source) {
      suggestion.sourceRatings.set(data.source, data.rating);
      return ["advice"];
    }
    suggestion.rating = data.rating;
    suggestion.recorded = true;
    return ["advice"];
  },

  "note.added": (call, data, event) => {
    call.notes.push({ ...data, at: Date.parse(event.at) });
    return ["notices"];
  },

  "alert.raised": (call, data) => {
    return []; // for supervisors, on the wall: the agent is not shown it
  },

  "scorecard.corrected": (call, data) => {
    return ["scorecard"]; // whose dialog reads it anew
  },

  "call.summary": (call, data) => {
    const { language, by, dropped, customer, lead, minutes, email, disposition, fields } = data;
    call.summary = { language, by, dropped: dropped ?? 0, customer, lead, minutes, email, disposition, fields };
    return ["summary"];
  },

  "call.ended": (call, data) => {
    call.phase = "ended";
    call.durationMs = data.duration_ms ?? null;
    call.endReason = data.reason ?? null;
    call.partials.clear();
    call.speaking = { customer: null, agent: null };
    return ["call", "partials", "speaking", "advice", "notices"];
  },
};

function newSuggestion(data, event) {
  return {
    id: data.suggestion_id,
    turnId: data.turn_id ?? null,
    lane: data.lane ?? null,
    replaces: data.replaces ?? null,
    state: "writing", // writing → final | withdrawn
    advice: {},
    startedAt: Date.parse(event.at),
    finalAt: null,
    rating: null,
    recorded: false,
    sentOn: null, // the connection on which a rating was sent that is not recorded yet
    sourceRatings: new Map(), // a source's id → what the agent thinks of it
    followed: null, // after the call: {outcome, turnId, quote}
  };
}

/** Most turns belong at the end or next to it, so the search starts there. */
function insertTurn(turns, turn) {
  let at = turns.length;
  while (at > 0 && turns[at - 1].start_ms > turn.start_ms) at -= 1;
  turns.splice(at, 0, turn);
}

/** What the agent should look at at `now`: the newest advice that has a headline; null for none. */
export function currentAdvice(call, now = 0) {
  const all = [...call.suggestions.values()];
  for (let i = all.length - 1; i >= 0; i -= 1) {
    if (all[i].state === "withdrawn" || !all[i].advice.headline) continue;
    return all[i].rating === "dismissed" || lifeLeft(call, all[i], now) === 0 ? null : all[i];
  }
  return null;
}

/** Which share of its life advice still has at `now`, 0 to 1; null where it is of use for ever. */
export function lifeLeft(call, { finalAt, advice }, now) {
  if (!Number.isFinite(advice.expires_at_ms) || call.startedAt === null) return null;
  const end = call.startedAt + advice.expires_at_ms;
  return Math.min(1, Math.max(0, (end - now) / Math.max(1, end - finalAt)));
}

/** Finished advice other than `current` and what took its place, newest first. */
export function earlierAdvice(call, current) {
  const all = [...call.suggestions.values()].filter(({ state }) => state !== "withdrawn");
  const replaced = new Set(all.filter(({ advice }) => advice.headline).map((one) => one.replaces));
  const kept = (one) => one.state === "final" && one !== current && !replaced.has(one.id);
  return all.filter(kept).reverse();
}

/** For how long the call has run at `now`; of one that has ended, how long it was on its own clock. */
export function ranMs(call, now) {
  return call.phase === "ended" ? call.durationMs : now - call.startedAt;
}

/** Whether the coach is writing advice that has no headline yet. */
export function isThinking(call) {
  return [...call.suggestions.values()].some((s) => s.state === "writing" && !s.advice.headline);
}

const NEWS_MS = 20000;

/** The statuses that are not ok at `now`; audio that was lost is news for a while, then past. */
export function troubledStatuses(call, now) {
  return [...call.statuses.values()].filter(({ component, state, at }) => {
    const past = component === "audio" && state === "degraded" && now - at > NEWS_MS;
    return state !== "ok" && !past;
  });
}

/** The name of a party: from the participants, from the parameters, or null. */
export function partyName(call, role) {
  const found = call.participants?.find((one) => (one.role ?? one.speaker) === role);
  const given = (key) => call.parameters?.[`${role}_${key}`];
  const name = found?.name ?? given("name") ?? found?.number ?? given("number") ?? given("id");
  return name || null;
}

/** The number of a party, where it is known and is not its name already. */
export function partyNumber(call, role) {
  const found = call.participants?.find((one) => (one.role ?? one.speaker) === role);
  const number = found?.number ?? call.parameters?.[`${role}_number`] ?? null;
  return number === partyName(call, role) ? null : number;
}

/** Whether all that runs is what comes along: recorded transcripts and the playbook's rules. */
export function embeddedParts(call) {
  return { recorded: call.stt === "recorded", playbook: call.coach === "playbook" };
}

/** How the line to the coach went, where it was not the call that ended; null where it was. */
export function cutOff(reason) {
  return CUT_OFF[reason] ?? null;
}

const CUT_OFF = {
  interrupted: "broke",
  disconnected: "broke",
  failed: "broke",
  silent: "broke",
  shutdown: "shutdown",
  replaced: "replaced",
  detached: "detached",
};
