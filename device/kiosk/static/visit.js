// What is asked, who is at the screen, and whether their answers are kept.

import { Steps, uuid7 } from "./steps.js";

const OPEN_VISIT = "heed.visit";
const HOLDUPS = ["held", "not held", "refused"];

export const now = {
  asked: null, // what GET /survey said
  language: null,
  visit: null, // the person at the screen, or null
  screen: null, // the name of the visible screen
};

let hear = () => {};
const steps = new Steps((id, fate) => {
  if (now.visit?.id !== id) return;
  if (now.visit.fate !== "refused") now.visit.fate = fate;
  hear();
});

// `change()` is called whenever more is known of the open visit's steps.
export function onAnswer(change) {
  hear = change;
}

export function begin() {
  now.visit = {
    id: uuid7(), count: 0, value: null, choices: new Set(), how: "completed",
    call: null, callState: null, fate: "stored", asking: null, extended: 0,
  };
  sessionStorage.setItem(OPEN_VISIT, now.visit.id);
}

export function post(kind, body) {
  now.visit.count += 1;
  steps.add(now.visit.id, `${kind}-${now.visit.count}`, { kind, ...body });
}

export function end(how) {
  post("outcome", { how });
  sessionStorage.removeItem(OPEN_VISIT);
  now.visit = null;
}

// A visit that a reload cut off.
export function endEarlier() {
  const left = sessionStorage.getItem(OPEN_VISIT);
  sessionStorage.removeItem(OPEN_VISIT);
  if (left) steps.add(left, "outcome-left", { kind: "outcome", how: "left" });
}

// "yes" only if everything given so far is stored; an impatient "no" may become "yes".
export function isKept() {
  if (HOLDUPS.includes(now.visit.fate)) return "no";
  if (!steps.waits(now.visit.id)) return "yes";
  return now.visit.waitedTooLong ? "no" : "waiting";
}

// What the hub said, except that a call which is not stored cannot be on its way.
export function callState() {
  const state = now.visit.callState;
  return state === "sending" && isKept() === "no" ? "cannot_be_sent" : state;
}

export function isUnhappy() {
  const { visit, asked } = now;
  return visit.value !== null && visit.value * 2 <= asked.survey.faces.length;
}

export function reasons() {
  const { survey } = now.asked;
  return isUnhappy() ? survey.unhappy_reasons : survey.happy_reasons;
}

export function say(key) {
  const { words, languages } = now.asked;
  return words[now.language]?.[key] ?? words[languages[0]][key] ?? key;
}

export function label(labels) {
  return labels[now.language] ?? labels[now.asked.languages[0]] ??
    Object.values(labels)[0];
}
