/** Whisper: the coach's words in this headset, by messages that this page's socket alone gets. */

import { byId } from "./dom.js";
import { recall, remember } from "./prefs.js";

const AHEAD_S = 0.06; // so that the first piece is not cut by the time that it takes to place it

/** Plays what comes as 16-bit PCM, one whisper at a time. */
class Speaker {
  #makeContext;
  #context = null;
  #analyser = null;
  #sources = new Set();
  #endsAt = 0;
  #saying = null;

  /** @param {() => AudioContext} makeContext called with the first wish to hear something */
  constructor(makeContext) {
    this.#makeContext = makeContext;
  }

  /** Get ready; a browser lets a page sound once its reader has done something on it. */
  open() {
    if (!this.#context) {
      this.#context = this.#makeContext();
      this.#analyser = this.#context.createAnalyser();
      this.#analyser.connect(this.#context.destination);
    }
    if (this.#context.state === "suspended") this.#context.resume();
  }

  /** How loud it is now, 0 to 1. */
  level() {
    if (!this.#analyser) return 0;
    const wave = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(wave);
    return Math.min(1, Math.hypot(...wave) / Math.sqrt(wave.length));
  }

  start({ suggestion_id, sample_rate }) {
    this.silence();
    // What comes while the page may not sound would all sound at once when it may.
    if (this.#context?.state !== "running") return;
    this.#saying = { id: suggestion_id, rate: sample_rate };
    this.#endsAt = this.#context.currentTime + AHEAD_S;
  }

  play({ suggestion_id, audio }) {
    if (this.#saying?.id !== suggestion_id) return;
    const samples = decode(audio);
    const buffer = this.#context.createBuffer(1, samples.length, this.#saying.rate);
    buffer.copyToChannel(samples, 0);
    const source = this.#context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#analyser);
    source.onended = () => this.#sources.delete(source);
    this.#sources.add(source);
    this.#endsAt = Math.max(this.#endsAt, this.#context.currentTime);
    source.start(this.#endsAt);
    this.#endsAt += buffer.duration;
  }

  /** Its end; what was said whole is heard whole. */
  stop({ suggestion_id, reason }) {
    if (this.#saying?.id !== suggestion_id) return;
    if (reason === "said") this.#saying = null;
    else this.silence();
  }

  silence() {
    this.#saying = null;
    for (const source of this.#sources) source.stop();
    this.#sources.clear();
  }
}

function decode(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length >> 1 }, (_, at) => view.getInt16(2 * at, true) / 32768);
}

export const speaker = new Speaker(() => new AudioContext());

/**
 * The switch in the header, whose state this browser remembers.
 *
 * @param {(message) => void} send to the server, while the socket is open
 * @returns {{take, connected}} `take(event)` for each event; `connected(isLive)` when there is a new
 *   socket, or none any more
 */
export function whisperSwitch(send) {
  const button = byId("whisper");
  let on = recall("whisper") === "on";
  let drawing = null;

  function show() {
    button.setAttribute("aria-pressed", String(on));
  }

  function set(wanted) {
    on = wanted;
    remember("whisper", on ? "on" : "off");
    if (on) speaker.open();
    else speaker.silence();
    show();
  }

  function draw() {
    const level = speaker.level();
    button.style.setProperty("--level", level.toFixed(2));
    drawing = button.dataset.sounding || level > 0 ? requestAnimationFrame(draw) : null;
  }

  button.addEventListener("click", () => {
    set(!on);
    send({ type: "whisper", on });
  });
  // Remembered from another visit: it may sound from the first thing that the reader does here.
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, () => on && speaker.open(), { capture: true });
  }
  show();

  return {
    connected(isLive) {
      delete button.dataset.sounding; // its end would have come on the socket before
      if (isLive && on) send({ type: "whisper", on });
    },
    take({ type, data }) {
      if (type === "whisper.started") {
        speaker.start(data);
        button.dataset.sounding = "true";
        drawing ??= requestAnimationFrame(draw);
      } else if (type === "whisper.audio") speaker.play(data);
      else if (type === "whisper.stopped") {
        speaker.stop(data);
        delete button.dataset.sounding;
      } else if (type === "error" && data.error_code === "whisper_not_configured") set(false);
    },
  };
}
