// Wired buttons, which type keys: faces while one is asked for, and on the other screens
// one button steps back, one on, and one presses what has the focus.

import { face } from "./faces.js";
import { isCalling, isUnhappy, now, say } from "./visit.js";

const SIGNS = { hand_back: "◀", hand_on: "▶", hand_press: "●" };

// Buttons on the device's own pins come as places, those that type as keys.
export let pressed = () => {};

const legend = document.querySelector(".hands");

// `answer(value)` is told of a face; `startOver()` goes before it where no question stands
// and nobody is in mid-visit.
export function watchArcade(answer, startOver) {
  document.addEventListener("keydown", (event) => {
    const place = now.asked.screen.arcade_keys.indexOf(event.key);
    if (place < 0 || event.repeat || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const isTyping = event.target.matches("textarea") && now.visit?.hands !== "button";
    if (isTyping) return;
    event.preventDefault();
    pressed(place);
  });
  pressed = (place) => {
    if (now.screen !== "idle" && (!now.visit || isOver())) startOver();
    if (now.screen === "idle") answer(place + 1);
    else if (now.visit.hands === "button") act(place);
    else now.visit.hands = "button";
    paintLegend();
  };
  document.addEventListener("pointerdown", () => {
    if (now.visit) now.visit.hands = "touch";
    paintLegend();
  }, { capture: true });
}

// The next customer need not wait until thanks have faded.
function isOver() {
  return now.screen === "thanks" && (!isUnhappy() || isCalling());
}

function act(place) {
  const what = meanings()[place];
  if (what === "hand_press") document.activeElement?.click();
  else step(what === "hand_on" ? 1 : -1);
}

// The last button presses, whichever face it is.
function faceOf(place) {
  return Math.min(place + 1, now.asked.moods.length);
}

function step(by) {
  const within = ["main button", ".top button"].flatMap(
    (part) => [...document.querySelectorAll(part)]);
  const buttons = within.filter((button) => !button.disabled && button.checkVisibility());
  const at = buttons.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : buttons.length - 1) : at + by;
  buttons.at(next % buttons.length)?.focus();
}

function meanings() {
  const { arcade_keys: keys, buttons } = now.asked.screen;
  const length = buttons || keys.length;
  return Array.from({ length }, (_, place) => {
    if (place === length - 1) return "hand_press";
    return place === 0 && length > 2 ? "hand_back" : "hand_on";
  });
}

export function paintLegend() {
  legend.hidden = now.visit?.hands !== "button" || now.screen === "idle";
  if (legend.hidden) return;
  legend.replaceChildren(...meanings().map((what, place) => {
    const item = document.createElement("span");
    const arrow = document.createElement("i");
    arrow.textContent = SIGNS[what];
    arrow.setAttribute("aria-hidden", "true");
    item.append(face(faceOf(place)), arrow, say(what));
    return item;
  }));
}
