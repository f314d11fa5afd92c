// How each screen looks; what its buttons do is told by whoever shows it.

import { face, sign } from "./faces.js";
import { callState, isKept, isUnhappy, label, now, reasons, say } from "./visit.js";

const CALL_SIGNS = {
  sending: "dots", sent: "dots", coming: "tick", done: "tick", withdrawn: "tick",
  nobody: "way", cannot_be_sent: "way",
};
const KEPT_SIGNS = { yes: "tick", no: "speak", waiting: "dots" };

const main = document.querySelector("main");
const languages = document.querySelector(".languages");

// Put the screen's template in place, with its words.
export function place(name) {
  main.replaceChildren(document.getElementById(name).content.cloneNode(true));
  for (const node of document.querySelectorAll("[data-say]")) {
    node.textContent = say(node.dataset.say);
  }
  document.documentElement.lang = now.language;
}

function makeButton(text, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

export function paintLanguages(speak) {
  languages.setAttribute("aria-label", say("language"));
  const offered = now.asked.languages.length > 1 ? now.asked.languages : [];
  languages.replaceChildren(...offered.map((code) => {
    const button = makeButton(now.asked.names[code], () => speak(code));
    button.lang = code;
    button.setAttribute("aria-pressed", String(code === now.language));
    return button;
  }));
}

export function paintIdle(tapFace) {
  const { survey } = now.asked;
  const scale = survey.faces.length;
  main.querySelector("h1").textContent = label(survey.question);
  const faces = main.querySelector(".faces");
  faces.setAttribute("aria-label", say("faces"));
  faces.dataset.count = scale;
  faces.append(...survey.faces.map((answer, place) => {
    const value = place + 1;
    const button = makeButton("", () => tapFace(value, button));
    button.dataset.face = value;
    const name = document.createElement("span");
    name.textContent = label(answer.label);
    button.append(face(value, scale), name);
    if (now.visit) button.setAttribute("aria-pressed", String(now.visit.value === value));
    return button;
  }));
}

export function paintReasons() {
  const { visit, asked } = now;
  const heading = main.querySelector("h1");
  heading.textContent = say(isUnhappy() ? "what_went_wrong" : "what_was_good");
  const chosen = main.querySelector(".chosen");
  chosen.prepend(face(visit.value, asked.survey.faces.length));
  const answer = asked.survey.faces[visit.value - 1];
  chosen.setAttribute("aria-label", `${label(answer.label)}: ${say("change")}`);
  const choices = main.querySelector(".choices");
  choices.setAttribute("aria-label", heading.textContent);
  choices.append(...reasons().map((reason) => {
    const button = makeButton(label(reason.label), () => {
      const isOn = !visit.choices.delete(reason.key);
      if (isOn) visit.choices.add(reason.key);
      button.setAttribute("aria-pressed", String(isOn));
      paintSend();
    });
    button.dataset.reason = reason.key;
    button.setAttribute("aria-pressed", String(visit.choices.has(reason.key)));
    return button;
  }));
  paintSend();
}

function paintSend() {
  main.querySelector('[data-do="send"]').disabled = now.visit.choices.size === 0;
}

// Heading, text and sign of a screen that tells something.
function tell(heading, text, mark) {
  main.querySelector("h1").textContent = say(heading);
  main.querySelector(".words p").textContent = text ? say(text) : "";
  main.querySelector("span.sign").replaceChildren(sign(mark));
}

// True if there was anything new to paint.
export function paintThanks() {
  const kept = isKept();
  const section = main.querySelector("section");
  if (section.dataset.kept === kept) return false;
  section.dataset.kept = kept;
  const mood = isUnhappy() ? "thanks_unhappy" : "thanks_happy";
  const heading = { yes: mood, no: "not_kept", waiting: "keeping" }[kept];
  tell(heading, kept === "waiting" ? null : `${heading}_text`, KEPT_SIGNS[kept]);
  const isOffered = kept === "yes" && isUnhappy() && !now.visit.call;
  for (const node of main.querySelectorAll(".offer")) node.hidden = !isOffered;
  const closing = say(isOffered ? "no_thanks" : "start_over");
  main.querySelector(".closing").textContent = closing;
  return true;
}

// True if there was anything new to paint.
export function paintCall() {
  const state = callState();
  const section = main.querySelector("section");
  if (section.dataset.callState === state) return false;
  section.dataset.callState = state;
  tell(state, `${state}_text`, CALL_SIGNS[state]);
  main.querySelector(".take-back").hidden = ["done", "withdrawn"].includes(state);
  const isOver = ["done", "withdrawn", "nobody"].includes(state);
  main.querySelector(".closing").classList.toggle("main", isOver);
  main.querySelector(".to-answer").hidden = now.visit.calledFrom !== "reasons";
  return true;
}

export function paintStillThere(left) {
  const isKeptAll = isKept() === "yes" && now.visit.value !== null;
  main.querySelector(".kept").hidden = !isKeptAll;
  const text = say("still_there_text").replace("{seconds}", String(left));
  main.querySelector(".count").textContent = text;
}
