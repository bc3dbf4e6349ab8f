/** The preview of a source's passage: beside its name while the pointer or the keyboard is there. */

import { make } from "./dom.js";

const GAP = 6; // px, to the name and to the window's edges
const LEAVE_MS = 150; // in which the pointer gets from the name to the preview

/** Preview `passage` at `button`; returns the element, which belongs beside it. */
export function preview(button, passage, id) {
  const box = make("div", { id, class: "source-preview", role: "tooltip", popover: "manual" }, passage);
  let leaving = 0;

  function show() {
    clearTimeout(leaving);
    if (!box.isConnected || box.matches(":popover-open")) return;
    box.showPopover();
    place(box, button.getBoundingClientRect());
  }

  function hide() {
    clearTimeout(leaving);
    if (box.matches(":popover-open")) box.hidePopover();
  }

  function leave() {
    clearTimeout(leaving);
    leaving = setTimeout(hide, LEAVE_MS);
  }

  button.setAttribute("aria-describedby", id);
  for (const node of [button, box]) {
    // A finger has no hover: its tap opens the whole passage.
    node.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && show());
    node.addEventListener("pointerleave", leave);
  }
  button.addEventListener("focus", () => button.matches(":focus-visible") && show());
  button.addEventListener("blur", hide);
  button.addEventListener("click", hide);
  button.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  return box;
}

/** Below the name, or above it where there is more room. */
function place(box, name) {
  const { width, height } = box.getBoundingClientRect();
  const below = name.bottom + GAP;
  const top = below + height + GAP <= innerHeight ? below : name.top - GAP - height;
  box.style.insetBlockStart = `${Math.max(GAP, top)}px`;
  box.style.insetInlineStart = `${Math.max(GAP, Math.min(name.left, innerWidth - width - GAP))}px`;
}
