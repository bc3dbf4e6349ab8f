/** A page that reads the same again and again while it is in sight, and less often while that fails. */

const LONGEST_MS = 15_000;

/**
 * @param {(isNewest: () => boolean) => Promise<void>} read reads once; `isNewest()` tells after a
 *   wait whether no other reading has begun meanwhile
 * @param {(error: Error) => boolean} fail tells why it could not be read; whether to go on
 * @param {number} everyMs
 * @param {{page, setTimeout, clearTimeout}} io the document and its timers
 * @returns {() => Promise<void>} reads now, and then goes on
 */
export function rereading(read, fail, everyMs, io = ours()) {
  let [wait, timer, begun] = [everyMs, null, 0];

  async function again() {
    io.clearTimeout(timer);
    begun += 1;
    const mine = begun;
    const isNewest = () => mine === begun;
    try {
      await read(isNewest);
      wait = everyMs;
    } catch (error) {
      if (!isNewest() || !fail(error)) return;
      const longer = Math.min(Math.max(everyMs, LONGEST_MS), wait * 2);
      wait = Math.max(longer, (error.retryAfter ?? 0) * 1000);
    }
    if (isNewest() && !io.page.hidden) timer = io.setTimeout(again, wait);
  }

  io.page.addEventListener("visibilitychange", () => {
    if (!io.page.hidden) again();
  });
  return again;
}

function ours() {
  return {
    page: document,
    setTimeout: (act, ms) => setTimeout(act, ms),
    clearTimeout: (timer) => clearTimeout(timer),
  };
}
