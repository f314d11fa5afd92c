// One visit at the screen: idle, a face, reasons, words, thanks; and calling someone.

import { paintLegend, watchArcade } from "./arcade.js";
import { given, newer } from "./asked.js";
import { follow, leave } from "./call.js";
import { paintCheck, sendChecked } from "./check.js";
import { choose, isStandard, resetEase, slowness } from "./ease.js";
import { confirm, danger, paintHeard, paintPutRight, putRight, reading } from "./heard.js";
import { endListening, listen, onListening, stopListening } from "./listen.js";
import { showLines, stopLines } from "./lines.js";
import { watchPanel } from "./panel.js";
import { quietRule } from "./quiet.js";
import * as screens from "./screens.js";
import { uuid7 } from "./steps.js";
import { answerHelped, begin, end, endEarlier, goOn, isCalling, isKept, isRead, now,
  owesAnswer, post, reasons } from "./visit.js";
import { paintWords, sendUnread, throwAway } from "./words.js";

const PATIENCE_MS = 4000;
const FACE_SHOWS_MS = 340;
const SECOND_TAP_MS = 450;
const OVER = ["about", "ease"]; // may stand over any screen
const ASKS_FIRST = ["call", "thanks"]; // not before "did that help?", where it is due

const main = document.querySelector("main");
const languages = document.querySelector(".languages");

let quiet = 0; // timer: no touch for a while
let ticking = 0; // timer: "Still there?"
let shownAt = 0;

// ---- screens ------------------------------------------------------------------------

function show(wanted) {
  const name = ASKS_FIRST.includes(wanted) && owesAnswer() ? "helped" : wanted;
  now.screen = name;
  shownAt = performance.now();
  clearInterval(ticking);
  stopLines();
  stopListening();
  screens.place(name);
  screens.paintLanguages();
  paint[name]();
  paintLegend();
  if (now.visit || OVER.includes(name)) {
    const field = main.querySelector("textarea");
    (field ?? main.querySelector("h1")).focus({ preventScroll: true });
  }
  touched();
}

const paint = {
  idle() {
    screens.paintIdle();
    showLines(main.querySelector(".lines"));
  },
  reasons: screens.paintReasons,
  words: paintWords,
  check: paintCheck,
  danger() {},
  heard: paintHeard,
  "put-right": paintPutRight,
  thanks() {
    if (!screens.paintThanks()) return;
    clearTimeout(now.visit.asking);
    if (isKept() === "waiting") now.visit.asking = setTimeout(loseHope, PATIENCE_MS);
    touched();
  },
  call() {
    if (screens.paintCall()) touched();
  },
  helped: screens.paintHelped,
  "still-there"() {
    const all = now.asked.screen.still_there_for_s * slowness();
    let left = all;
    screens.paintStillThere(left, all);
    ticking = setInterval(() => {
      left -= 1;
      if (left > 0) screens.paintStillThere(left, all);
      else finish("timed_out");
    }, 1000);
  },
  about: screens.paintAbout,
  ease: screens.paintEase,
};

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
  afresh();
  look();
}

// As the next person should find it.
function afresh() {
  [now.language] = now.asked.languages;
  resetEase();
  show("idle");
}

function startOver() {
  if (now.visit) finish(now.visit.how);
  else show("idle");
}

// The screen that the customer is on, whatever stands over it.
function within() {
  const screen = now.screen === "still-there" ? now.before : now.screen;
  return OVER.includes(screen) ? now.under : screen;
}

// ---- what is touched ----------------------------------------------------------------

function tapFace(value, hands = "touch") {
  const faces = main.querySelector(".faces");
  const button = faces.querySelector(`[data-face="${value}"]`);
  if (faces.dataset.tapped || !button) return;
  faces.dataset.tapped = value;
  button.classList.add("tapped");
  if (!now.visit) begin();
  const { visit, asked, language } = now;
  visit.hands = hands;
  if (visit.value !== value) {
    visit.value = value;
    visit.choices.clear();
    visit.sent = "";
    const { question_key: question, version: survey_version } = asked.survey;
    const source = hands === "button" ? "button" : "touch";
    post("rating", { question, value, language, source, survey_version });
  }
  setTimeout(() => {
    const isHere = now.screen === "idle" && now.visit === visit;
    if (isHere && reasons().length) show("reasons");
    else if (isHere) afterReasons();
  }, FACE_SHOWS_MS);
}

function afterReasons() {
  show(now.asked.screen.comments && !now.visit.said ? "words" : "thanks");
}

function callSomeone(whatFor) {
  if (!now.visit) begin();
  const { visit } = now;
  if (!visit.call || ["done", "withdrawn"].includes(visit.callState)) {
    visit.call = uuid7();
    visit.callState = "sending";
    visit.helped = null;
    post("help", { help: visit.call, what_for: whatFor });
    follow(visit.call, hear);
  }
  show("call");
}

function takeBack() {
  post("help", { help: now.visit.call, withdrawn: true });
  leave();
  now.visit.callState = "withdrawn";
}

function hear(state) {
  const { visit, screen } = now;
  if (!visit || visit.callState === "withdrawn") return;
  visit.callState = state;
  if (state === "done") leave();
  const isCall = screen === "call" || (screen === "still-there" && within() === "call");
  if (owesAnswer() && (isCall || screen === "thanks")) show("helped");
  else if (screen === "still-there" && isCall) show("call");
  else if (isCall) paint.call();
}

function openOver(name) {
  if (!OVER.includes(within())) now.under = within();
  show(name);
}

const act = {
  call() {
    const { visit } = now;
    if (visit && within() !== "call") visit.calledFrom = within();
    callSomeone("help");
  },
  "send-someone"() {
    now.visit.calledFrom = "thanks";
    callSomeone("unhappy");
  },
  "call-again"() {
    if (!["done", "withdrawn"].includes(now.visit.callState)) takeBack();
    callSomeone("help");
  },
  change: () => show("idle"),
  skip: afterReasons,
  send() {
    const { visit } = now;
    const choices = [...visit.choices].sort();
    // Coming back from the words and on again is not a second answer.
    if (visit.sent !== choices.join()) post("reasons", { choices: [...visit.choices] });
    visit.sent = choices.join();
    visit.how = "completed";
    afterReasons();
  },
  "back-to-reasons": () => show(reasons().length ? "reasons" : "idle"),
  "throw-away"() {
    throwAway();
    show("thanks");
  },
  "check-words"() {
    if (isRead()) return show("check");
    sendUnread();
    show("thanks");
  },
  "back-to-words": () => show("words"),
  "send-words"() {
    sendChecked();
    if (danger() && !isCalling()) show("danger");
    else act["go-on"]();
  },
  "call-danger"() {
    now.visit.calledFrom = "thanks";
    callSomeone("danger");
  },
  "go-on": () => show(reading() ? "heard" : "thanks"),
  right() {
    confirm();
    show("thanks");
  },
  "not-quite": () => show("put-right"),
  "put-right"() {
    putRight();
    show("thanks");
  },
  "to-thanks": () => show("thanks"),
  listen,
  "end-listening": endListening,
  "cancel-listening": stopListening,
  "take-back"() {
    takeBack();
    paint.call();
    main.querySelector("h1").focus({ preventScroll: true });
  },
  "helped-yes"() {
    answerHelped("yes");
    show("thanks");
  },
  "helped-not"() {
    answerHelped("not_really");
    show("helped");
  },
  "helped-skip"() {
    if (now.visit.helped === "asked") answerHelped("skipped");
    show("thanks");
  },
  "to-answer": () => show(now.visit.calledFrom),
  "still-here"() {
    now.visit.extended += 1;
    show(now.before);
  },
  "need-time"() {
    choose("slow", true);
    act["still-here"]();
  },
  about: () => openOver("about"),
  ease: () => openOver("ease"),
  "go-back": () => show(now.under),
  close: () => finish(now.visit.value === null ? "completed" : now.visit.how),
};

function click(event) {
  const button = event.target.closest?.("[data-do], [data-face], [data-speak]");
  // The second of two quick taps was meant for the screen before.
  const isStray = event.detail > 1 && performance.now() - shownAt < SECOND_TAP_MS;
  if (!button || isStray) return;
  if (button.dataset.face) tapFace(Number(button.dataset.face));
  else if (button.dataset.speak) speak(button.dataset.speak);
  else act[button.dataset.do]();
}

function escape(event) {
  if (event.key !== "Escape") return;
  const way = ["go-back", "back-to-words", "back-to-reasons", "change", "still-here",
    "to-answer", "to-thanks", "helped-skip", "close"]
    .map((name) => main.querySelector(`[data-do="${name}"]`))
    .find((button) => button?.checkVisibility());
  way?.click();
}

// ---- quiet --------------------------------------------------------------------------

function touched() {
  clearTimeout(quiet);
  const rule = quietRule();
  if (rule) quiet = setTimeout(() => fallQuiet(rule[1]), rule[0] * 1000);
}

function fallQuiet(what) {
  if (what === "afresh") {
    const isFresh = now.language === now.asked.languages[0] && isStandard();
    if (!isFresh || now.screen !== "idle") afresh();
  } else if (what === "go on") {
    show("thanks");
  } else if (what === "still there?") {
    now.before = now.screen;
    show("still-there");
  } else {
    finish(what);
  }
}

// ---- the survey, and the start ------------------------------------------------------

// Between visits, what is new appears by itself.
async function look() {
  const found = await newer();
  if (!found || now.visit || OVER.includes(now.screen)) return;
  if (found.build !== now.asked.build) return location.reload();
  now.asked = found;
  if (found.languages.includes(now.language)) show("idle");
  else afresh();
}

export function start() {
  now.asked = given();
  [now.language] = now.asked.languages;
  now.screen = "idle"; // drawn by the program, so that it stands there at once
  showLines(main.querySelector(".lines"));
  goOn(repaint);
  onListening(touched);
  endEarlier();
  document.addEventListener("click", click);
  document.addEventListener("keydown", escape);
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, touched, { capture: true });
  }
  watchArcade((value) => tapFace(value, "button"), startOver);
  watchPanel();
  setInterval(() => now.visit || look(), now.asked.screen.look_again_s * 1000);
}
