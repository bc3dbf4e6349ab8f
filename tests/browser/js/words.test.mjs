import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { addWords, choose, known, named, setLanguage, t } from "../../../server/console/js/i18n.js";
import { en } from "../../../server/console/js/words-en.js";
import { es } from "../../../server/console/js/words-es.js";
import { fr } from "../../../server/console/js/words-fr.js";
import * as admin from "../../../server/console/js/words-admin.js";
import * as account from "../../../server/console/js/words-account.js";
import * as calls from "../../../server/console/js/words-calls.js";
import * as desk from "../../../server/console/js/words-desk.js";
import * as jobs from "../../../server/console/js/words-jobs.js";
import * as knowledge from "../../../server/console/js/words-knowledge.js";
import * as learned from "../../../server/console/js/words-learned.js";
import * as wall from "../../../server/console/js/words-wall.js";

const ROOT = new URL("../../../server/console/", import.meta.url);

const OWN = {
  admin: admin.en,
  calls: calls.en, call: {}, desk: { ...calls.en, ...desk.en }, jobs: jobs.en, knowledge: knowledge.en, insights: learned.en,
  "not-found": account.en, "sign-in-page": account.en, supervisor: { ...calls.en, ...wall.en },
};
const SHARED = { ...en };

globalThis.document = { documentElement: {}, querySelectorAll: () => [] };
[account, admin, calls, desk, jobs, knowledge, learned, wall].forEach(addWords);

test("all languages have the same keys, with the same places to fill", () => {
  const places = (words) => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const all of [{ en, fr, es }, account, admin]) {
    for (const words of [all.fr, all.es]) {
      assert.deepEqual(Object.keys(words).sort(), Object.keys(all.en).sort());
      for (const key of Object.keys(all.en)) assert.deepEqual(places(words[key]), places(all.en[key]), key);
    }
  }
});

test("what happens to a call is told in words that fit every vendor", () => {
  const vendors = /Deepgram|Moonshine|ElevenLabs|OpenAI|Twilio|Telnyx|Genesys|Vonage|jambonz/i;
  const optional = /_not_configured$|coach_no_playbook$/; // names a setting to begin with
  for (const words of [en, fr, es]) {
    const named = Object.keys(words)
      .filter((key) => /^(status|error|detail)\./.test(key) && !optional.test(key))
      .filter((key) => vendors.test(words[key]));
    assert.deepEqual(named, []);
  }
});

const PARTS = readdirSync(new URL("parts/", ROOT)).filter((name) => name.endsWith(".html")).map((name) => `parts/${name}`);
const pages = [...readdirSync(ROOT).filter((name) => name.endsWith(".html")), ...PARTS];
const modules = readdirSync(new URL("js/", ROOT)).map((name) => `js/${name}`);
const read = (name) => readFileSync(new URL(name, ROOT), "utf8");
const texts = [...pages, ...modules].filter((name) => !name.startsWith("js/words-")).map(read);

function keysIn(text) {
  const marked = [...text.matchAll(/data-i18n(?:-\w+)?(?:=|": )"([^"]+)"/g)];
  const called = [...text.matchAll(/\b(?:t\(|signInTitle: )"([^"]+)"/g)];
  return [...marked, ...called].map((match) => match[1]);
}

/** The parts that a page is put together from. */
function partsOf(page) {
  const text = read(page);
  return PARTS.filter((name) => text.includes(`<!-- ${/(\w+)\.html/.exec(name)[1]} -->`));
}

/** A module and those that it imports, however far. */
function modulesOf(name, found = new Set([name])) {
  for (const [, other] of read(name).matchAll(/^import .* from "\.\/([^"]+)";$/gm)) {
    if (found.has(`js/${other}`)) continue;
    found.add(`js/${other}`);
    modulesOf(`js/${other}`, found);
  }
  return [...found];
}

test("every key that a page or a module names has words", () => {
  const named = texts.flatMap(keysIn);
  assert.ok(named.length > 50);
  assert.deepEqual(named.filter((key) => !known(key)), []);
});

test("a page has words for all that it and its modules name", () => {
  for (const [page, own] of Object.entries(OWN)) {
    const parts = [`${page}.html`, ...partsOf(`${page}.html`), ...modulesOf(`js/${page}.js`)];
    const keys = parts.filter((name) => !name.startsWith("js/words-")).flatMap((name) => keysIn(read(name)));
    assert.ok(keys.length > 2, page);
    assert.deepEqual(keys.filter((key) => !(key in SHARED) && !(key in own)), [], page);
  }
});

test("all words are named by a page or a module, by their key or by its family", () => {
  const all = texts.join("");
  const families = new Set([...all.matchAll(/`(\w+)(?:\.\w+)*\.\$\{/g)].map((match) => match[1]));
  const idle = Object.keys(en).filter(
    (key) => !all.includes(`"${key}"`) && !families.has(key.split(".")[0]),
  );
  assert.deepEqual(idle, []);
});

const CODES = new URL("../../conversation/", ROOT);
const codesOf = (module) => {
  const text = readFileSync(new URL(module, CODES), "utf8");
  return [...text.matchAll(/^    \w+ = "(\w+)"/gm)].map((match) => match[1]);
};

test("every error that the coach can tell of has words of its own", () => {
  const codes = codesOf("errors.py").filter((one) => /^(coach|ask)_/.test(one));
  assert.ok(codes.length > 8);
  assert.deepEqual(codes.filter((one) => !known(`error.${one}`)), []);
});

test("every status that tells of trouble has words of its own", () => {
  const codes = codesOf("events/status_codes.py");
  const well = /_(recovered|resumed|paused|deepgram|moonshine|transcribing|recorded|text|model|playbook|verbosity|given)$|^coach_language$/;
  const trouble = codes.filter((one) => !well.test(one));
  assert.ok(trouble.length > 4);
  assert.deepEqual(trouble.filter((one) => !known(`status.${one}`)), []);
});

test("the reader's first language that we have is taken, else English", () => {
  assert.equal(choose(["de-CH", "fr-CA", "en"]), "fr");
  assert.equal(choose(["de", "it"]), "en");
});

const PLAYBOOKS = new URL("../../../prompts/playbooks/", import.meta.url);
const signalsOf = (name) =>
  [...readFileSync(new URL(name, PLAYBOOKS), "utf8").matchAll(/^ +signal: (\w+)/gm)].map((match) => match[1]);

test("a signal of a bundled playbook has words in each language, and one of your own is spaced", () => {
  const signals = readdirSync(PLAYBOOKS).filter((name) => name.endsWith(".yaml")).flatMap(signalsOf);
  assert.ok(new Set(signals).size > 50);
  assert.deepEqual(signals.filter((one) => !known(`signal.${one}`)), []);
  const told = (tag) => {
    setLanguage(tag);
    return ["signal.price_objection", "signal.flat_tyre"].map(named);
  };
  assert.deepEqual(told("fr"), ["objection sur le prix", "flat tyre"]);
  assert.deepEqual(told("es"), ["objeción al precio", "flat tyre"]);
  assert.deepEqual(told("en"), ["price objection", "flat tyre"]);
});

test("words follow the language, and values fill their places", () => {
  setLanguage("fr");
  assert.equal(t("withAgent", { name: "Tom" }), "avec Tom");
  setLanguage("en");
  assert.equal(t("withAgent", { name: "Tom" }), "with Tom");
});

test("a number's noun is the one that its language has for it", () => {
  const of = (tag, calls) => {
    setLanguage(tag);
    return t("wall.counts", { calls, high: 0 });
  };
  assert.equal(of("en", 1), "1 live call, 0 at high risk");
  assert.equal(of("en", 0), "0 live calls, 0 at high risk");
  assert.equal(of("fr", 0), "0 appel en cours, 0 à risque élevé");
  assert.equal(of("fr", 2), "2 appels en cours, 0 à risque élevé");
  assert.equal(of("es", 1), "1 llamada en curso, 0 con riesgo alto");
  assert.equal(of("en", "1,204"), "1,204 live calls, 0 at high risk"); // as `number` writes it
  setLanguage("en");
});
