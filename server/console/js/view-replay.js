/** The transport of a past call: play, pause, seek, and how fast. */

import { byId, make, setText } from "./dom.js";
import { clock } from "./format.js";
import { t, translate } from "./i18n.js";
import { Replay } from "./replay.js";

const STEP_MS = 250;
const SEEK_MS = 5000;
const SEEKS = { ArrowLeft: -SEEK_MS, ArrowDown: -SEEK_MS, ArrowRight: SEEK_MS, ArrowUp: SEEK_MS };

/**
 * @param {(moment) => void} onMoment takes what `Replay.at` gives, or null at the call's end, where
 *   the call is what it is
 */
export function replayView(onMoment) {
  const slider = byId("seek");
  let replay = null;
  let ms = 0;
  let speed = 1;
  let playing = null; // the timer
  let steppedAt = 0;

  /** Offer an ended call, from its durable events; where one looks at a moment, it stays. */
  function load(callId, events) {
    const at = moment();
    const loaded = new Replay(callId, events);
    const { lengthMs } = loaded;
    if (!lengthMs) return;
    replay = loaded;
    byId("transport").hidden = false;
    slider.max = lengthMs;
    setText(byId("replay-length"), clock(lengthMs));
    byId("ticks").replaceChildren(...loaded.ticks().map((one) => tick(one, lengthMs)));
    seek(at ?? lengthMs);
  }

  /** The call goes on after all. */
  function unload() {
    if (!replay) return;
    stop();
    replay = null;
    byId("transport").hidden = true;
    onMoment(null);
  }

  /** The moment that is shown, in ms; null for the call as it is. */
  function moment() {
    return replay && ms < replay.lengthMs ? ms : null;
  }

  function seek(to) {
    ms = Math.min(replay.lengthMs, Math.max(0, to));
    const ended = ms === replay.lengthMs;
    if (ended) stop();
    draw();
    onMoment(ended ? null : replay.at(ms));
  }

  function step() {
    const now = performance.now();
    const passed = (now - steppedAt) * speed;
    steppedAt = now;
    seek(ms + passed);
  }

  function stop() {
    clearInterval(playing);
    playing = null;
  }

  function play() {
    steppedAt = performance.now();
    playing = setInterval(step, STEP_MS);
    seek(ms === replay.lengthMs ? 0 : ms);
  }

  /** Play or pause. @returns {boolean} false where there is nothing to play */
  function toggle() {
    if (!replay) return false;
    if (playing === null) play();
    else stop();
    draw();
    return true;
  }

  /** Go on (or back) by so many ms. @returns {boolean} false where there is nothing to seek in */
  function seekBy(by) {
    if (!replay) return false;
    seek(ms + by);
    return true;
  }

  function draw() {
    if (!replay) return;
    const length = replay.lengthMs;
    slider.value = ms;
    slider.style.setProperty("--at", `${(ms / length) * 100}%`);
    const values = { time: clock(ms), length: clock(length) };
    slider.setAttribute("aria-valuetext", t("replay.at", values));
    setText(byId("replay-at"), clock(ms));
    const button = byId("play");
    const words = playing === null ? "replay.play" : "replay.pause";
    if (button.dataset.i18nLabel === words) return;
    button.dataset.i18nLabel = words;
    button.querySelector("use").setAttribute("href", `#icon-${playing === null ? "play" : "pause"}`);
    translate(button.parentElement);
  }

  byId("play").addEventListener("click", toggle);
  slider.addEventListener("input", () => seek(Number(slider.value)));
  slider.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") toggle();
    else if (event.key in SEEKS) seekBy(SEEKS[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  byId("speed").addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-speed]");
    if (!wanted) return;
    speed = Number(wanted.dataset.speed);
    for (const button of byId("speed").children) {
      button.setAttribute("aria-pressed", String(button === wanted));
    }
  });

  return {
    load,
    unload,
    toggle,
    back: () => seekBy(-SEEK_MS),
    on: () => seekBy(SEEK_MS),
    relabel: draw,
    moment,
  };
}

function tick({ ms, priority }, length) {
  const node = make("i", { "data-priority": priority ?? "" });
  node.style.setProperty("inset-inline-start", `${(ms / length) * 100}%`);
  return node;
}
