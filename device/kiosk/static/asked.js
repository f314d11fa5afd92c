// What is asked: with the page at first, and whatever the owner changed later.

import { now } from "./visit.js";

const ANSWER_WITHIN_MS = 5000;

export function given() {
  return JSON.parse(document.getElementById("known").textContent);
}

// What differs from what the page knows, or null.
export async function newer() {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch("/survey", { signal });
    const found = response.ok ? await response.json() : null;
    return JSON.stringify(found) === JSON.stringify(now.asked) ? null : found;
  } catch {
    return null; // The program is away or starting; the next look finds it.
  }
}
