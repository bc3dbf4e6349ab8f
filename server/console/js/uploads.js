/** What is being added: one file or page after the other, as the server takes one at a time. */

const BUSY = new Set(["upload_running", "uploads_busy", "too_many_requests"]);
const wait = (ms) => new Promise((go) => setTimeout(go, ms));

/**
 * @param {() => void} changed when one has begun or ended
 * @param {(ms: number) => Promise<void>} pause waits
 * @returns {{all, add, counts, isIdle}} `add(name, send)` puts one at the end; `send()` gives the
 *   server's answer
 */
export function uploadQueue(changed, pause = wait) {
  const all = [];
  let running = false;

  async function go() {
    if (running) return;
    running = true;
    for (let next = waiting(); next; next = waiting()) {
      next.state = "reading";
      changed();
      try {
        next.answer = await sent(next);
      } catch (error) {
        next.error = error.message;
      }
      next.state = "done";
    }
    running = false;
    changed();
  }

  /** The answer to one; while others are read, the server says when to come back. */
  async function sent(one) {
    for (;;) {
      try {
        return await one.send();
      } catch (error) {
        if (!BUSY.has(error.code) || !error.retryAfter) throw error;
        await pause(error.retryAfter * 1000);
      }
    }
  }

  const waiting = () => all.find((one) => one.state === "waiting");
  return {
    all,
    add(name, send) {
      if (!running) all.length = 0;
      all.push({ name, send, state: "waiting" });
      changed();
      return go();
    },
    counts: () => ({ done: all.filter((one) => one.state === "done").length, all: all.length }),
    isIdle: () => !running,
  };
}
