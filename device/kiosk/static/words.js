// The step in which a customer types. The words are in this page's memory alone; they go
// out once, when they were looked at, and are gone when the visit ends.

import { Keyboard } from "./keyboard.js";
import { forgetSpoken, howGiven, offerListening, paintHeard } from "./listen.js";
import { isRead, now, post, say } from "./visit.js";

const MOST = 1000;
const NEAR = 100;

const main = document.querySelector("main");

export function paintWords() {
  const field = main.querySelector("textarea");
  const board = main.querySelector(".keyboard");
  main.querySelector("#told").textContent = say(isRead() ? "more_told" : "more_lost");
  field.placeholder = say("your_words");
  field.value = now.visit.words;
  const keyboard = new Keyboard(board, now.language, {
    type: (text) => insert(field, text),
    erase: () => erase(field),
    replace(text) {
      erase(field);
      insert(field, text);
    },
  });
  const change = () => {
    if (!now.visit) return;
    now.visit.words = field.value;
    paintState(field);
    paintHeard();
    keyboard.suggestShift(beginsSentence(field));
  };
  field.addEventListener("input", change);
  field.setSelectionRange(field.value.length, field.value.length);
  change();
  offerListening();
}

function paintState(field) {
  const has = field.value.trim() !== "";
  const onward = main.querySelector('[data-do="check-words"]');
  onward.disabled = !has;
  onward.textContent = say(isRead() ? "next" : "send");
  main.querySelector('[data-do="throw-away"]').textContent =
    say(has ? "throw_away" : "skip");
  const left = MOST - field.value.length;
  // By tens at first, so that a screen reader does not speak at every key.
  const told = left > 10 ? Math.ceil(left / 10) * 10 : left;
  const counter = main.querySelector(".left");
  const text = left <= NEAR ? say("letters_left").replace("{left}", String(told)) : "";
  if (counter.textContent !== text) counter.textContent = text;
  counter.classList.toggle("full", left === 0);
}

function beginsSentence(field) {
  return /(^|[.!?…]\s+)$/.test(field.value.slice(0, field.selectionStart));
}

function insert(field, text) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  if (value.length - (end - start) + text.length > MOST) return;
  field.setRangeText(text, start, end, "end");
  changed(field);
}

// One character as people count them, or what is selected.
function erase(field) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const before = [...new Intl.Segmenter().segment(value.slice(0, start))];
  const from = start < end ? start : (before.at(-1)?.index ?? 0);
  field.setRangeText("", from, end, "end");
  changed(field);
}

function changed(field) {
  field.scrollTop = field.scrollHeight;
  field.dispatchEvent(new Event("input"));
}

// Only that words were given goes out.
export function sendUnread() {
  const { source } = howGiven(now.visit.words.trim());
  post("comment", { source, language: now.language });
  now.visit.said = "lost";
  now.visit.how = "completed";
  throwAway();
}

export function throwAway() {
  now.visit.words = "";
  forgetSpoken();
  const field = main.querySelector("textarea");
  if (field) field.value = "";
}
