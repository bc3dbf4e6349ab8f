/** The wall's server-sent events, by `fetch`: `EventSource` sends no key. */

import { ApiError, ask } from "./api.js";
import { headers } from "./key.js";
import { takePlace } from "./stream-place.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15000;
const SILENCE_MS = 25000; // the server says every 10 s that it is there
const LOOK_MS = 2500; // between two looks of a page that has no place for a stream
const UNSEEN_MS = 5000; // so long a page may be out of sight, as when its reader looks something up

/** The messages in a text that grows, as `{messages, rest}`; `rest` is not whole yet. */
export function split(text) {
  const parts = text.split("\n\n");
  const rest = parts.pop();
  const lines = parts.flatMap((part) => part.split("\n"));
  const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
  return { messages: data.map((line) => JSON.parse(line)), rest };
}

/**
 * Follow a stream for good; a lost one is opened again, and begins with the whole. While other pages
 * of the browser have the connections that streams may have, the whole is asked for again and again.
 *
 * @param {string} path of the stream; without its `/live`, of the whole
 * @param {(message) => void} onMessage
 * @param {(error: ApiError | null) => void} onState null while it runs
 * @param {() => Promise<(() => void) | null>} place takes one, and gives it back
 * @returns {{restart: () => void, rest: () => void}} `restart` begins anew at once, with the key of
 *     now; `rest` lets the stream go until then
 */
export function followStream(path, onMessage, onState, place = takePlace) {
  let [wait, timer, stop] = [FIRST_WAIT_MS, null, null];

  async function run() {
    const ended = new AbortController();
    const own = () => ended.abort();
    stop = own;
    let [silence, leave] = [null, null];
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(() => ended.abort(), SILENCE_MS);
    };
    try {
      leave = await place();
      if (stop !== own) return;
      alive();
      if (!leave) return await look(own, ended.signal);
      const request = { headers: headers(), cache: "no-store", signal: ended.signal };
      const answer = await fetch(path, request);
      if (!answer.ok) throw await ApiError.of(answer);
      await read(answer.body, alive);
      throw new ApiError(0);
    } catch (error) {
      if (stop !== own) return; // let go, or begun anew
      onState(error instanceof ApiError ? error : new ApiError(0));
      if (error.status === 401 || error.status === 403) return;
      timer = setTimeout(run, wait * (0.75 + 0.25 * Math.random()));
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    } finally {
      clearTimeout(silence);
      leave?.();
    }
  }

  async function look(own, signal) {
    const { body } = await ask(path.replace(/\/live$/, ""), { signal });
    if (stop !== own) return;
    [wait] = [FIRST_WAIT_MS, onState(null)];
    onMessage(body);
    timer = setTimeout(run, LOOK_MS);
  }

  async function read(body, alive) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      alive();
      const { messages, rest } = split(text + value);
      text = rest;
      if (messages.length) [wait] = [FIRST_WAIT_MS, onState(null)];
      for (const message of messages) onMessage(message);
    }
  }

  function rest() {
    clearTimeout(timer);
    const end = stop;
    stop = null;
    end?.();
  }

  function restart() {
    rest();
    wait = FIRST_WAIT_MS;
    run();
  }

  run();
  return { restart, rest };
}

/**
 * Let a stream go while its page is out of sight: over HTTP/1.1 a browser has six connections to a
 * server, and with six pages that keep one, a seventh would not even load.
 *
 * @param {{restart: () => void, rest: () => void}} stream
 * @param {() => boolean} isHeard whether the page tells something that is not seen
 * @param {Document} page
 */
export function restUnseen(stream, isHeard, page = document) {
  let [timer, rests] = [null, false];
  const look = () => {
    clearTimeout(timer);
    if (!page.hidden) {
      if (rests) stream.restart();
      rests = false;
    } else if (!isHeard()) {
      timer = setTimeout(() => {
        rests = true;
        stream.rest();
      }, UNSEEN_MS);
    }
  };
  page.addEventListener("visibilitychange", look);
  look(); // a page may be opened out of sight
}
