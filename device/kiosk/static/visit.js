// What is asked, who is at the screen, and whether their answers are kept.

import { Steps, uuid7 } from "./steps.js";

const OPEN_VISIT = "heed.visit";
const TRIES = 10;
const TRY_AGAIN_MS = 200;
const HOLDUPS = ["held", "not held", "refused"];

export const now = {
  asked: null, // what GET /survey said
  language: null,
  visit: null, // the person at the screen, or null
  screen: null, // the name of the visible screen
  before: null, // the screen under "Still there?"
  under: null, // the screen under the notice and the choices of how it looks
};

let hear = () => {};
let letGo = () => {};
const steps = new Steps((id, fate) => {
  if (now.visit?.id !== id) return;
  if (now.visit.fate !== "refused") now.visit.fate = fate;
  hear();
});

// Go on with the steps that an earlier page left; from now on `change()` is called
// whenever more is known of the open visit's steps.
export function goOn(change) {
  hear = change;
  steps.run();
}

export function begin() {
  now.visit = {
    id: uuid7(), count: 0, value: null, choices: new Set(), sent: "", how: "skipped",
    words: "", said: false, call: null, callState: null, fate: "stored", asking: null,
    extended: 0, hands: "touch", helped: null,
  };
  hold(now.visit.id);
  sessionStorage.setItem(OPEN_VISIT, now.visit.id);
}

export function post(kind, body) {
  now.visit.count += 1;
  steps.add(now.visit.id, `${kind}-${now.visit.count}`, { kind, ...body });
}

// With the visit go its words, also those of a step that still waits.
export function end(how) {
  if (now.visit.helped === "asked") answerHelped("unanswered");
  post("outcome", { how });
  steps.forgetWords(now.visit.id);
  sessionStorage.removeItem(OPEN_VISIT);
  letGo();
  now.visit.words = "";
  now.visit = null;
}

// A visit that a reload cut off; not one that another tab, of which this is a copy, has
// open still.
export async function endEarlier() {
  const left = sessionStorage.getItem(OPEN_VISIT);
  for (let tries = 0; left && tries < TRIES; tries++) {
    if (await isNobodys(left)) {
      steps.add(left, "outcome-left", { kind: "outcome", how: "left" });
      break;
    }
    await new Promise((done) => setTimeout(done, TRY_AGAIN_MS));
  }
  if (sessionStorage.getItem(OPEN_VISIT) === left) sessionStorage.removeItem(OPEN_VISIT);
}

// The browser lets go of a lock with the page that held it.
function isNobodys(visit) {
  return navigator.locks.request(visit, { ifAvailable: true }, (lock) => lock !== null);
}

function hold(visit) {
  navigator.locks.request(visit, () => new Promise((done) => {
    letGo = done;
  }));
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

// After a call was answered it is asked once whether that helped.
export function owesAnswer() {
  return now.visit?.callState === "done" && [null, "asked"].includes(now.visit.helped);
}

export function answerHelped(answer) {
  now.visit.helped = answer;
  post("recovery", { help: now.visit.call, answer });
}

export function isUnhappy() {
  const { visit, asked } = now;
  return visit.value !== null && visit.value * 2 <= asked.survey.faces.length;
}

// Whether words in this language can be read, and what is personal in them hidden.
export function isRead() {
  return now.asked.read.includes(now.language);
}

// Whether anybody was called and not sent back.
export function isCalling() {
  return Boolean(now.visit.call) && now.visit.callState !== "withdrawn";
}

// Glad words only for a happy face, and never for somebody who needed help.
export function mood() {
  if (isUnhappy()) return "unhappy";
  const middle = (now.asked.survey.faces.length + 1) / 2;
  return now.visit.value > middle && !isCalling() ? "happy" : "plain";
}

export function reasons() {
  const { survey } = now.asked;
  return isUnhappy() ? survey.unhappy_reasons : survey.happy_reasons;
}

// Our own wording for a key, or undefined.
export function word(key) {
  const { words, written } = now.asked;
  return words[written[now.language]]?.[key];
}

export function say(key) {
  return word(key) ?? key;
}

// The shop's wording in the language on the screen, its base, English, or any it has.
export function label(labels) {
  const wanted = [now.language, now.language.split("-")[0], "en"];
  const found = wanted.find((code) => code in labels);
  return found ? labels[found] : Object.values(labels)[0];
}
