// What happens without a touch: [after how many seconds, what], or null.

import { slowness } from "./ease.js";
import { callState, isCalling, isKept, isUnhappy, now } from "./visit.js";

const EXTENSIONS = 10;

export function quietRule() {
  const rule = standardRule(now.asked.screen);
  return rule && [rule[0] * slowness(), rule[1]];
}

function standardRule(times) {
  const { screen, visit } = now;
  if (screen === "still-there") return null;
  if (screen === "thanks") return thanksRule(times);
  if (screen === "call") return callRule(times);
  if (screen === "helped") return [times.offer_s, "completed"];
  if (screen === "heard") return [times.heard_s, "go on"];
  return [times.still_there_after_s, visit ? ask() : "afresh"];
}

function ask() {
  return now.visit.extended < EXTENSIONS ? "still there?" : "timed_out";
}

function thanksRule(times) {
  const kept = isKept();
  if (kept === "waiting") return null;
  const isLong = kept === "no" || (isUnhappy() && !isCalling());
  return [isLong ? times.offer_s : times.thanks_s, now.visit.how];
}

function callRule(times) {
  const state = callState();
  if (state === "withdrawn") return [times.thanks_s, "completed"];
  if (["coming", "nobody"].includes(state)) return [times.offer_s, "completed"];
  if (state === "cannot_be_sent") return [times.still_there_after_s, ask()];
  // Whoever waits for a colleague does not touch the screen.
  const waits = Math.min(now.asked.help_timeout_s + 5, times.call_waits_s);
  return [Math.max(waits, times.still_there_after_s), ask()];
}
