// The first picture needs no script; all else waits until it stands there. A finger may
// be quicker still: its first press is kept and done once somebody listens.

import "./faults.js";
import { start } from "./kiosk.js";

let early = null;

function keep(event) {
  early ??= event.target.closest?.("button") ?? null;
}

function again({ face, do: act, speak }) {
  if (face) return `[data-face="${face}"]`;
  return act ? `[data-do="${act}"]` : `[data-speak="${speak}"]`;
}

function begin() {
  start();
  document.removeEventListener("click", keep, true);
  // The screen was drawn anew, so the button is another one at the same place.
  if (early) document.querySelector(again(early.dataset))?.click();
}

document.addEventListener("click", keep, true);
requestAnimationFrame(() => setTimeout(begin));
