// Buttons and the sensor on the device's pins: a press is one of the wired buttons', and
// whoever comes near wakes a screen that went dark because nobody was there.

import { pressed } from "./arcade.js";
import { now } from "./visit.js";

const LOOK_MS = 1000;
const night = document.querySelector(".night");

let isNear = false;
let lastSign = 0; // when somebody was last near, or touched

export function watchPanel() {
  const { buttons, sleep_after_s: sleepAfter } = now.asked.screen;
  if (!buttons && !sleepAfter) return;
  const stream = new EventSource("/panel");
  stream.onmessage = ({ data }) => hear(JSON.parse(data));
  if (!sleepAfter) return;
  // Who touches a dark screen sees it first; the touch itself presses nothing.
  night.addEventListener("click", wake);
  document.addEventListener("pointerdown", sign, { capture: true });
  document.addEventListener("keydown", wake, { capture: true });
  sign();
  setInterval(look, LOOK_MS);
}

function hear({ press, is_there: isThere }) {
  isNear = isThere;
  if (isThere || press !== null) wake();
  if (press !== null) pressed(press);
}

function sign() {
  lastSign = performance.now();
}

function wake() {
  sign();
  night.hidden = true;
}

function look() {
  if (isNear || now.visit || now.screen !== "idle") return sign();
  const quiet = performance.now() - lastSign;
  if (quiet >= now.asked.screen.sleep_after_s * 1000) night.hidden = false;
}
