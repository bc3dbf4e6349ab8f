/** What is being added: one file or page after the other, as the server takes one at a time. */

/**
 * @param {() => void} changed when one has begun or ended
 * @returns {{all, add, counts, isIdle}} `add(name, send)` puts one at the end; `send()` gives the
 *   server's answer
 */
export function uploadQueue(changed) {
  const all = [];
  let running = false;

  async function go() {
    if (running) return;
    running = true;
    for (let next = waiting(); next; next = waiting()) {
      next.state = "reading";
      changed();
      try {
        next.answer = await next.send();
      } catch (error) {
        next.error = error.message;
      }
      next.state = "done";
    }
    running = false;
    changed();
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
