/** Live client of the side channel: one call's events, across any number of sockets.
 *
 * After a cut it comes back by `?after=` with growing waits, so nothing is missing or doubled. The
 * server says something every 10 s, so a socket that is silent for longer is dead, though it looks
 * open.
 */

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8000;
const SILENCE_MS = 25000; // two heartbeats are missing
const HANDSHAKE_MS = 10000;
const CLOSED_FOR_GOOD = { 4401: 401, 4403: 403 }; // the token has ended; the call is not theirs

export class LiveClient {
  /**
   * @param {object} io everything outside: `open(after)` a new WebSocket; `ask(after)` a promise of
   *   the call's durable events after that number, or an error with `status` and `retryAfter`
   *   (seconds); `onEvent(event)`
   *   returns true when events are missing before this one; `onStale()` when the record is shorter
   *   than what is known here, so that all is to be read anew; `onState({state, ...})` where state is
   *   connecting, live, reconnecting (with `waitMs`, `attempt`), refused (with `status`), closed;
   *   `setTimeout`, `clearTimeout`, `random`
   */
  constructor(io) {
    this.io = io;
    this.after = 0;
    this.attempt = 0;
    this.ended = false;
    this.socket = null;
    this.timer = null;
    this.asking = null; // the question why a handshake failed, until something else is done
    this.outbox = [];
  }

  start() {
    this.io.onState({ state: "connecting" });
    this.#connect();
  }

  stop() {
    this.#drop();
    this.#wait(null);
    this.asking = null;
  }

  /** Try again now: the network is back, or there is another key. */
  retry() {
    if (this.socket?.readyState === 1) return;
    this.attempt = 0;
    this.#connect();
  }

  /** Send a message; while the socket is away it is kept, and sent when it is back. */
  send(message) {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
    else {
      this.outbox.push(message);
      if (!this.socket && this.timer === null) this.retry();
    }
  }

  #connect() {
    this.stop();
    let socket;
    try {
      socket = this.io.open(this.after);
    } catch {
      this.io.onState({ state: "refused", status: 401 }); // the key has letters no header may hold
      return;
    }
    this.socket = socket;
    this.#wait(() => this.#dead(), HANDSHAKE_MS);
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.attempt = 0;
      this.io.onState({ state: "live" });
      for (const message of this.outbox.splice(0)) socket.send(JSON.stringify(message));
      this.#watch();
    };
    socket.onmessage = ({ data }) => this.#take(socket, data);
    socket.onclose = ({ code } = {}) => {
      if (socket !== this.socket) return;
      this.socket = null;
      if (code in CLOSED_FOR_GOOD) {
        this.#wait(null);
        this.io.onState({ state: "refused", status: CLOSED_FOR_GOOD[code] });
      } else if (this.ended) {
        this.#wait(null);
        this.io.onState({ state: "closed" });
      } else if (opened) this.#again();
      else this.#why();
    };
  }

  #take(socket, text) {
    if (socket !== this.socket) return;
    let event;
    try {
      event = JSON.parse(text);
    } catch {
      return; // not of this protocol
    }
    if (event.type === "error" && event.data?.error_code === "cursor_ahead") {
      this.stop();
      this.io.onStale();
      return;
    }
    if (this.io.onEvent(event)) {
      this.#connect(); // a gap: ask again for what is missing
      return;
    }
    if (Number.isInteger(event.seq)) this.after = Math.max(this.after, event.seq);
    if (event.type === "call.started") this.ended = false; // an interrupted call that comes back
    if (event.type === "call.ended") this.ended = true;
    this.#watch();
  }

  /** A handshake that fails tells a browser nothing: REST tells whether we are let in at all. */
  async #why() {
    let leastMs = 0;
    this.#wait(null);
    const mine = (this.asking = {});
    try {
      await this.io.ask(this.after);
    } catch (error) {
      if (mine !== this.asking) return; // connected anew meanwhile, or stopped
      leastMs = (error.retryAfter ?? 0) * 1000;
      if ([401, 403, 404, 422].includes(error.status)) {
        this.io.onState({ state: "refused", status: error.status });
        if (error.status === 404) this.#wait(() => this.retry(), LONGEST_WAIT_MS);
        return;
      }
    }
    if (mine === this.asking) this.#again(leastMs);
  }

  #again(leastMs = 0) {
    this.attempt += 1;
    const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.attempt - 1));
    const waitMs = Math.max(leastMs, Math.round(ceiling * (0.75 + 0.25 * this.io.random())));
    this.io.onState({ state: "reconnecting", attempt: this.attempt, waitMs });
    this.#wait(() => this.#connect(), waitMs);
  }

  #watch() {
    if (this.ended) this.#wait(null);
    else this.#wait(() => this.#dead(), SILENCE_MS);
  }

  #dead() {
    this.#drop();
    this.#again();
  }

  #drop() {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  #wait(then, ms) {
    this.io.clearTimeout(this.timer);
    this.timer = then && this.io.setTimeout(() => {
      this.timer = null;
      then();
    }, ms);
  }
}
