import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

globalThis.document = { documentElement: {}, querySelectorAll: () => [] };

import { setLanguage } from "../../../server/console/js/i18n.js";
import { notices } from "../../../server/console/js/notices.js";
import { apply, emptyCall } from "../../../server/console/js/state.js";

const NOW = Date.parse("2026-11-20T08:00:00Z");
const LIVE = { state: "live" };

/** A call with these events: [type, data]. */
function callWith(...events) {
  const call = emptyCall("CA1");
  const at = new Date(NOW).toISOString();
  [["call.started", {}], ...events].forEach(([type, data], i) => {
    apply(call, { seq: i + 1, type, at, data });
  });
  return call;
}

const told = (call, now = NOW) => notices(call, LIVE, now, null).map((notice) => notice.words);
const text = (words) => words.map((one) => one.text).join("");

const SLOW = {
  error_code: "coach_timeout",
  message: "The model took longer than 8 s.",
  retry_after: null,
  fallback_suggestion: { headline: "Listen." },
};
const FROM_PLAYBOOK = {
  component: "coach",
  state: "degraded",
  detail: `${SLOW.message} Advice comes from the playbook.`,
  speaker: null,
};
const REFUSED = { component: "stt", state: "down", detail: "Deepgram refused.", speaker: "customer" };

beforeEach(() => setLanguage("en"));

test("an English reader gets the server's own words, unmarked", () => {
  const [words] = told(callWith(["error", SLOW]));
  assert.equal(text(words), "The model took longer than 8 s. Meanwhile: Listen.");
  assert.ok(words.every((one) => !one.lang));
});

test("a French reader gets a known code's words in French", () => {
  setLanguage("fr");
  const [words] = told(callWith(["error", SLOW]));
  assert.match(text(words), /^Le modèle n’a pas répondu à temps\. En attendant/);
  assert.ok(words.every((one) => !one.lang));
});

test("what has no code stays in the server's English, and is marked as such", () => {
  setLanguage("fr");
  const [error] = told(callWith(["error", { error_code: "of_a_later_server", message: "New." }]));
  assert.deepEqual(error, [{ text: "New.", lang: "en" }]);
  const [status] = told(callWith(["status", REFUSED]));
  assert.deepEqual(status.at(-1), { text: "Deepgram refused.", lang: "en" });
  assert.match(status[0].text, /^Transcription \(client\)/);
});

test("a status's code has words in French; an English reader gets the server's own", () => {
  const refused = { ...REFUSED, code: "stt_refused", speaker: "agent" };
  const lost = { component: "audio", state: "degraded", code: "audio_lost", detail: "1.2 s lost" };
  const call = callWith(["status", refused], ["status", lost]);
  assert.deepEqual(told(call).map(text), [
    "Transcription of the agent is down: Deepgram refused.",
    "The call's audio has trouble: 1.2 s lost",
  ]);
  setLanguage("fr");
  assert.deepEqual(told(call).map(text), [
    "Transcription (agent) : hors service. Le service de reconnaissance a refusé la clé ou la connexion.",
    "Son de l’appel : difficultés. Une partie n’est pas arrivée.",
  ]);
  assert.ok(told(call).flat().every((one) => !one.lang));
});

test("a coach that fails has its error's code, and says why without the error beside it", () => {
  const slow = { ...FROM_PLAYBOOK, code: SLOW.error_code };
  setLanguage("fr");
  assert.match(
    text(told(callWith(["status", slow]))[0]),
    /n’a pas répondu à temps\. Les conseils viennent du guide\.$/,
  );
});

test("an error that a status tells of is told once, in both languages", () => {
  const call = callWith(["error", SLOW], ["status", FROM_PLAYBOOK]);
  assert.equal(told(call).length, 1);
  assert.match(text(told(call)[0]), /longer than 8 s\. Advice comes from the playbook\.$/);
  setLanguage("fr");
  assert.equal(told(call).length, 1);
  assert.match(text(told(call)[0]), /n’a pas répondu à temps\. Les conseils viennent du guide\.$/);
});

test("a stream that comes back begins without the trouble of the one before", () => {
  const failed = { component: "audio", state: "down", code: "audio_not_streamed", detail: "31930" };
  assert.equal(told(callWith(["status", failed])).length, 1);
  assert.deepEqual(told(callWith(["status", failed], ["call.started", {}])), []);
});

test("knowledge that can't be looked up is told until it can, in the reader's language", () => {
  const away = { component: "knowledge", state: "down", code: "knowledge_unavailable", detail: "No." };
  const call = callWith(["status", away]);
  assert.equal(text(told(call)[0]), "The company’s knowledge is down: No.");
  setLanguage("fr");
  assert.match(text(told(call)[0]), /^Connaissances de l’entreprise.*Les conseils s’en passent\.$/);
  const back = { ...away, state: "ok", code: "knowledge_recovered" };
  assert.deepEqual(told(callWith(["status", away], ["status", back])), []);
});

test("lost audio is told for a while, even where the line sends nothing that would end it", () => {
  const lost = { component: "audio", state: "degraded", detail: "1.2 s lost", speaker: "agent" };
  const call = callWith(["status", lost]);
  assert.equal(text(told(call)[0]), "The audio of the agent has trouble: 1.2 s lost");
  assert.deepEqual(told(call, NOW + 21000), []);
});

test("what a person may tell of consent is offered while the call runs, and not of a past moment", () => {
  const down = { component: "consent", state: "down", code: "consent_missing" };
  const offered = (state, connection) =>
    notices(callWith(["status", { ...down, consent: { state } }]), connection, NOW, null)[0].choices;
  assert.deepEqual(offered("missing", { state: "live" }), ["agrees", "refuses"]);
  assert.deepEqual(offered("refused", { state: "live" }), ["agrees"]);
  assert.equal(offered("missing", { state: "replay" }), undefined);
});

test("a call without consent is said to be not coached, and nothing to be out of order", () => {
  const missing = { component: "consent", state: "down", code: "consent_missing", detail: "Not coached." };
  for (const [language, words] of [["en", "Not coached."], ["fr", /^Sans conseils/], ["es", /^Sin consejos/]]) {
    setLanguage(language);
    const [said] = told(callWith(["status", missing]));
    assert.match(text(said), typeof words === "string" ? /^Not coached\.$/ : words);
  }
});
