// One visit at the screen: idle, a face, reasons, thanks; and calling someone.

import { follow, leave } from "./call.js";
import { quietRule } from "./quiet.js";
import * as screens from "./screens.js";
import { uuid7 } from "./steps.js";
import { begin, end, endEarlier, isKept, label, now, onAnswer, post, reasons }
  from "./visit.js";

const PATIENCE_MS = 4000;
const IDLE_LINE_MS = 8000;
const FACE_SHOWS_MS = 320;
const ASK_AGAIN_MS = 500;

const main = document.querySelector("main");
const footer = document.querySelector("footer");
const languages = document.querySelector(".languages");

let quiet = 0; // timer: no touch for a while
let ticking = 0; // timer: "Still there?", or the idle lines in turn

// ---- screens ------------------------------------------------------------------------

function show(name) {
  now.screen = name;
  clearInterval(ticking);
  screens.place(name);
  footer.hidden = name === "call";
  screens.paintLanguages(speak);
  paint[name]();
  if (now.visit) main.querySelector("h1").focus({ preventScroll: true });
  touched();
}

const paint = {
  idle() {
    screens.paintIdle(tapFace);
    if (!now.visit && now.asked.idle_lines.length) showIdleLines();
  },
  reasons: screens.paintReasons,
  thanks() {
    if (!screens.paintThanks()) return;
    clearTimeout(now.visit.asking);
    if (isKept() === "waiting") now.visit.asking = setTimeout(loseHope, PATIENCE_MS);
    touched();
  },
  call() {
    if (screens.paintCall()) touched();
  },
  "still-there"() {
    let left = now.asked.screen.still_there_for_s;
    screens.paintStillThere(left);
    ticking = setInterval(() => {
      left -= 1;
      if (left > 0) screens.paintStillThere(left);
      else finish("timed_out");
    }, 1000);
  },
};

function showIdleLines() {
  const lines = now.asked.idle_lines;
  let turn = 0;
  const next = () => {
    main.querySelector(".line").textContent = label(lines[turn++ % lines.length]);
  };
  next();
  ticking = setInterval(next, IDLE_LINE_MS);
}

function loseHope() {
  if (!now.visit) return;
  now.visit.waitedTooLong = true;
  repaint();
}

function repaint() {
  if (now.screen === "thanks" || now.screen === "call") paint[now.screen]();
}

function speak(code) {
  now.language = code;
  show(now.screen);
  languages.querySelector('[aria-pressed="true"]').focus();
}

function finish(how) {
  if (now.visit) {
    leave();
    end(how);
  }
  now.language = now.asked.languages[0];
  show("idle");
  look();
}

// ---- what is touched ----------------------------------------------------------------

function tapFace(value, button) {
  const faces = main.querySelector(".faces");
  if (faces.dataset.tapped) return;
  faces.dataset.tapped = value;
  button.classList.add("tapped");
  if (!now.visit) begin();
  const { visit, asked, language } = now;
  if (visit.value !== value) {
    visit.value = value;
    visit.choices.clear();
    const { question_key: question, version: survey_version } = asked.survey;
    post("rating", { question, value, language, survey_version });
  }
  setTimeout(() => {
    const isHere = now.screen === "idle" && now.visit === visit;
    if (isHere) show(reasons().length ? "reasons" : "thanks");
  }, FACE_SHOWS_MS);
}

function callSomeone(whatFor) {
  if (!now.visit) begin();
  const { visit } = now;
  if (!visit.call || visit.callState === "withdrawn") {
    visit.call = uuid7();
    visit.callState = "sending";
    post("help", { help: visit.call, what_for: whatFor });
    follow(visit.call, hear);
  }
  show("call");
}

function hear(state) {
  const { visit, screen } = now;
  if (!visit || visit.callState === "withdrawn") return;
  visit.callState = state;
  if (state === "done") leave();
  if (screen === "still-there" && visit.before === "call") show("call");
  else if (screen === "call") paint.call();
}

const act = {
  call() {
    const { visit, screen } = now;
    const from = screen === "still-there" ? visit.before : screen;
    if (visit && from !== "call") visit.calledFrom = from;
    callSomeone("help");
  },
  "send-someone"() {
    now.visit.calledFrom = "thanks";
    callSomeone("unhappy");
  },
  change: () => show("idle"),
  skip() {
    now.visit.how = "skipped";
    show("thanks");
  },
  send() {
    now.visit.how = "completed";
    post("reasons", { choices: [...now.visit.choices] });
    show("thanks");
  },
  "take-back"() {
    post("help", { help: now.visit.call, withdrawn: true });
    leave();
    now.visit.callState = "withdrawn";
    paint.call();
    main.querySelector("h1").focus({ preventScroll: true });
  },
  "to-answer": () => show("reasons"),
  "still-here"() {
    now.visit.extended += 1;
    show(now.visit.before);
  },
  close: () => finish(now.visit.how),
};

// ---- quiet --------------------------------------------------------------------------

function touched() {
  clearTimeout(quiet);
  const rule = quietRule();
  if (rule) quiet = setTimeout(() => fallQuiet(rule[1]), rule[0] * 1000);
}

function fallQuiet(what) {
  if (what === "first language") {
    const [first] = now.asked.languages;
    if (now.language === first) return;
    now.language = first;
    show("idle");
  } else if (what === "still there?") {
    now.visit.before = now.screen;
    show("still-there");
  } else {
    finish(what);
  }
}

// ---- the survey, and the start ------------------------------------------------------

// Ask for a newer survey; it is shown only while nobody is in mid-visit.
async function look() {
  const found = await fetchSurvey();
  const isNew = found && JSON.stringify(found) !== JSON.stringify(now.asked);
  if (!isNew || now.visit) return;
  now.asked = found;
  if (!found.languages.includes(now.language)) now.language = found.languages[0];
  measure();
  show("idle");
}

async function fetchSurvey() {
  try {
    const response = await fetch("/survey", { signal: AbortSignal.timeout(5000) });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // The program is away or starting; the next look finds it.
  }
}

function measure() {
  const mm = innerWidth / now.asked.screen.width_mm;
  document.documentElement.style.setProperty("--mm", `${mm}px`);
}

async function start() {
  onAnswer(repaint);
  endEarlier();
  while (!now.asked) {
    await look();
    if (!now.asked) await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
  }
  document.addEventListener("click", (event) => {
    const name = event.target.closest?.("[data-do]")?.dataset.do;
    if (name) act[name]();
  });
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, touched, { capture: true });
  }
  addEventListener("resize", measure);
  setInterval(() => now.visit || look(), now.asked.screen.look_again_s * 1000);
}

start();
