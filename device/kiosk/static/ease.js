// How the customer likes the page: size, contrast, time, movement. Gone with the visit.

const STANDARD = { scale: 100, contrast: false, slow: false, calm: false };
export const SIZES = [100, 130, 160, 200];
const SLOWER = 3;

let chosen = { ...STANDARD };
const root = document.documentElement;

export function isChosen(name, value = true) {
  return chosen[name] === value;
}

export function isStandard() {
  return Object.keys(STANDARD).every((name) => chosen[name] === STANDARD[name]);
}

export function choose(name, value) {
  chosen[name] = value;
  apply();
}

export function resetEase() {
  chosen = { ...STANDARD };
  apply();
}

// How many times longer the page waits.
export function slowness() {
  return chosen.slow ? SLOWER : 1;
}

export function isCalm() {
  return chosen.calm || matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function apply() {
  root.dataset.scale = chosen.scale;
  root.dataset.contrast = chosen.contrast ? "high" : "";
  root.dataset.motion = chosen.calm ? "less" : "";
}
