/** What must be said in the call, or must not: open ones quietly, what was missed or broken clearly. */

import { announce } from "./announce.js";
import { byId, icon, make } from "./dom.js";
import { t } from "./i18n.js";

const ICONS = { open: "lines-1", met: "check", missed: "warn", violated: "warn" };
const CLEAR = ["violated", "missed"];
const ORDER = [...CLEAR, "open", "met"];

export function obligationsView() {
  let told = null; // of the call on show, what was read aloud

  return function draw(call) {
    const all = [...call.obligations.values()];
    const list = byId("obligations");
    list.hidden = all.length === 0;
    list.replaceChildren(...ORDER.flatMap((state) => all.filter((one) => one.state === state).map(item)));
    const clear = all.filter(({ state }) => CLEAR.includes(state));
    const fresh = told?.call === call ? clear.filter(({ id, state }) => told.states.get(id) !== state) : [];
    told = { call, states: new Map(clear.map(({ id, state }) => [id, state])) };
    for (const one of fresh) announce(words(one));
  };
}

function words({ state, title }) {
  return t(`obligation.${state}`, { title });
}

function item(one) {
  const text = CLEAR.includes(one.state)
    ? words(one)
    : make("span", {}, one.title, make("span", { class: "sr-only" }, ` (${t(`obligation.${one.state}`)})`));
  return make("li", { "data-state": one.state }, icon(ICONS[one.state]), text);
}
