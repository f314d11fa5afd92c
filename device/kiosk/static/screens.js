// How each screen looks; what its buttons do is told by whoever shows it.

import { choose, isChosen, SIZES } from "./ease.js";
import { face, ring, sign } from "./faces.js";
import { thanksText } from "./thanks.js";
import { callState, isCalling, isKept, isUnhappy, label, mood, now, reasons, say }
  from "./visit.js";

const CALL_SIGNS = {
  sending: "dots", sent: "dots", coming: "tick", withdrawn: "tick",
  nobody: "way", cannot_be_sent: "way",
};
const KEPT_SIGNS = { yes: "tick", no: "speak", waiting: "dots" };

const main = document.querySelector("main");
const languages = document.querySelector(".languages");

// Put the screen's template in place, with its words.
export function place(name) {
  main.replaceChildren(document.getElementById(name).content.cloneNode(true));
  main.scrollTop = 0;
  Object.assign(document.body.dataset, { showing: name, live: "" });
  for (const node of document.querySelectorAll("[data-say]")) {
    node.textContent = say(node.dataset.say);
  }
  for (const node of document.querySelectorAll("[data-name]")) {
    node.setAttribute("aria-label", say(node.dataset.name));
  }
  document.documentElement.lang = now.asked.written[now.language];
}

function makeButton(text, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  if (act) button.addEventListener("click", act);
  return button;
}

export function paintLanguages() {
  languages.setAttribute("aria-label", say("language"));
  const offered = now.asked.languages.length > 1 ? now.asked.languages : [];
  languages.replaceChildren(...offered.map((code) => {
    const button = makeButton(now.asked.names[code]);
    button.lang = code;
    button.dataset.speak = code;
    button.setAttribute("aria-pressed", String(code === now.language));
    return button;
  }));
}

export function paintIdle() {
  const { survey } = now.asked;
  main.querySelector("h1").textContent = label(survey.question);
  const faces = main.querySelector(".faces");
  faces.setAttribute("aria-label", say("faces"));
  faces.dataset.count = survey.faces.length;
  faces.append(...survey.faces.map((answer, place) => {
    const value = place + 1;
    const button = makeButton("");
    button.dataset.face = value;
    const name = document.createElement("span");
    name.dir = "auto";
    name.textContent = label(answer.label);
    button.append(face(value), name);
    if (now.visit) button.setAttribute("aria-pressed", String(now.visit.value === value));
    return button;
  }));
}

export function paintReasons() {
  const { visit, asked } = now;
  const heading = main.querySelector("h1");
  heading.textContent = say(isUnhappy() ? "what_went_wrong" : "what_was_good");
  const chosen = main.querySelector(".chosen");
  chosen.prepend(face(visit.value));
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
    button.dir = "auto";
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
  main.querySelector(".words .text").textContent = text ? say(text) : "";
  main.querySelector("span.sign").replaceChildren(sign(mark));
}

// True if there was anything new to paint.
export function paintThanks() {
  const kept = isKept();
  const section = main.querySelector("section");
  if (section.dataset.kept === kept) return false;
  section.dataset.kept = kept;
  section.dataset.mood = mood();
  const fits = now.visit.helped === "yes" ? "helped" : mood();
  const heading = { yes: `thanks_${fits}`, no: "not_kept", waiting: "keeping" }[kept];
  tell(heading, kept === "waiting" ? null : `${heading}_text`, KEPT_SIGNS[kept]);
  const noted = main.querySelector(".noted");
  noted.hidden = kept !== "yes" || !now.visit.said;
  noted.textContent = say(now.visit.said === "sent" ? "said_sent" : "said_noted");
  const text = kept === "yes" && thanksText();
  if (text) main.querySelector(".words .text").textContent = text;
  const isOffered = kept === "yes" && isUnhappy() && !isCalling();
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
  const show = (button, isShown) => {
    main.querySelector(button).hidden = !isShown;
  };
  show(".take-back", state !== "withdrawn");
  show(".call-again", ["nobody", "withdrawn"].includes(state));
  show(".to-answer", ["reasons", "words"].includes(now.visit.calledFrom));
  const isOver = ["withdrawn", "nobody"].includes(state);
  main.querySelector(".closing").classList.toggle("main", isOver);
  return true;
}

// "Did that help?", and after a "not really" whether to call once more.
export function paintHelped() {
  const { visit } = now;
  visit.helped ??= "asked";
  const isAsked = visit.helped === "asked";
  main.querySelector("section").dataset.helped = visit.helped;
  if (isAsked) tell("helped_question", "done", "tick");
  else tell("helped_not_said", "helped_again", "speak");
  for (const node of main.querySelectorAll(".asking")) node.hidden = !isAsked;
  for (const node of main.querySelectorAll(".asked")) node.hidden = isAsked;
}

export function paintStillThere(left, all) {
  const isKeptAll = isKept() === "yes" && now.visit.value !== null;
  main.querySelector(".kept").hidden = !isKeptAll;
  main.querySelector(".need-time").hidden = isChosen("slow");
  const clock = main.querySelector(".countdown");
  clock.setAttribute("aria-label", say("seconds_left").replace("{seconds}", String(left)));
  clock.replaceChildren(ring(left / all, left));
}

export function paintAbout() {
  const { missed, screen } = now.asked;
  const words = main.querySelector(".about-words");
  words.hidden = !screen.comments;
  if (missed !== null) {
    const share = new Intl.NumberFormat(now.language).format(missed);
    words.textContent = say("about_words_measured").replace("{missed}", share);
  }
  main.querySelector(".about-senses").hidden = now.asked.listens;
  main.querySelector(".about-listens").hidden = !now.asked.listens;
  main.querySelector(".about-pictures").hidden = now.asked.has_camera;
  main.querySelector(".about-camera").hidden = !now.asked.has_camera;
  main.querySelector(".team").hidden = !now.asked.has_camera;
}

export function paintEase() {
  const sizes = main.querySelector(".sizes");
  sizes.append(...SIZES.map((size) => {
    const button = makeButton(`${size} %`, () => choose("scale", size));
    button.dataset.size = size;
    return button;
  }));
  const paint = () => {
    for (const button of sizes.children) press(button, isChosen("scale", Number(button.dataset.size)));
    for (const button of main.querySelectorAll("[data-ease]")) {
      press(button, isChosen(button.dataset.ease));
    }
  };
  main.querySelector("section").addEventListener("click", (event) => {
    const name = event.target.closest("[data-ease]")?.dataset.ease;
    if (name) choose(name, !isChosen(name));
    paint();
  });
  paint();
}

function press(button, isOn) {
  button.setAttribute("aria-pressed", String(isOn));
}
