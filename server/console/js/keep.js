/** Favourite cards on a call's page: the star of the card on show, and of each earlier one. */

import { announce } from "./announce.js";
import { byId, icon, make, setText } from "./dom.js";
import { favouritesOf, setFavourite } from "./favourites-api.js";
import { t, translate } from "./i18n.js";

const STANDS_MS = 2000;

/**
 * @param {string} callId
 * @param {{shown, meant}} advice the card on show, as from `adviceView`
 * @returns {{toggle, draw, load}} `toggle()` for the card that the reader means
 */
export function keepView(callId, advice) {
  const kept = new Set();
  let loading = null;
  const star = byId("keep");
  star.addEventListener("click", toggle);

  /** Read what is kept, once the call is there; what can't be read is asked for again at a click. */
  function load() {
    loading ??= favouritesOf(callId).then(
      (ids) => {
        for (const id of ids) kept.add(id);
        draw();
      },
      () => (loading = null),
    );
    return loading;
  }

  function toggle() {
    const one = advice.meant(Date.now());
    if (one?.state === "final") change(one.id, star);
  }

  async function change(id, button) {
    await load();
    const wanted = !kept.has(id);
    mark(id, wanted);
    try {
      await setFavourite(callId, id, wanted);
      announce(t(wanted ? "keep.kept" : "keep.dropped"));
    } catch {
      mark(id, !wanted);
      tell(button, "keep.failed");
    }
  }

  function mark(id, wanted) {
    if (wanted) kept.add(id);
    else kept.delete(id);
    draw();
  }

  function draw() {
    const one = advice.shown();
    star.disabled = one?.state !== "final";
    press(star, kept.has(one?.id));
    for (const button of byId("earlier-list").querySelectorAll(".keep")) press(button, kept.has(button.dataset.suggestion));
  }

  // A card that is unfolded gets its star then; most are never unfolded.
  byId("earlier-list").addEventListener(
    "toggle",
    ({ target }) => {
      const body = target.open ? target.querySelector(".earlier-body") : null;
      const id = target.closest("[data-suggestion]")?.dataset.suggestion;
      if (!body || !id || body.querySelector(".keep")) return;
      const button = starButton({ "data-suggestion": id });
      button.addEventListener("click", () => change(id, button));
      body.append(button);
      translate(body);
      draw();
    },
    { capture: true },
  );

  return { toggle, draw, load };
}

function starButton(more) {
  const looks = { class: "button keep", type: "button", "aria-pressed": "false", "data-i18n-title": "keep.title" };
  return make("button", { ...looks, ...more }, icon("star"), make("span", { "data-i18n": "keep.do" }));
}

function press(button, kept) {
  button.setAttribute("aria-pressed", String(kept));
}

function tell(button, key) {
  const word = button.querySelector("span");
  announce(t(key));
  setText(word, t(key));
  button.classList.add("failed");
  setTimeout(() => {
    setText(word, t(word.dataset.i18n));
    button.classList.remove("failed");
  }, STANDS_MS);
}
