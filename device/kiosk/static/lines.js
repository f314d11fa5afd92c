// What the shop says while nobody is there: its lines in turn, one fading into the next.

import { isCalm } from "./ease.js";
import { now, label, say } from "./visit.js";

const TURN_MS = 8000;
const FADE_MS = 700;

let turning = 0;

export function stopLines() {
  clearInterval(turning);
}

export function showLines(place) {
  stopLines();
  const lines = now.asked.idle_lines;
  place.hidden = lines.length === 0;
  if (!lines.length) return;
  let turn = 0;
  const next = () => {
    const line = drawn(label(lines[turn++ % lines.length]));
    const former = place.querySelector(".line:not(.leaving)");
    place.append(line);
    if (former) leave(former);
  };
  next();
  if (lines.length > 1) turning = setInterval(next, TURN_MS);
}

function leave(former) {
  if (isCalm()) return former.remove();
  former.classList.add("leaving");
  former.setAttribute("aria-hidden", "true");
  setTimeout(() => former.remove(), FADE_MS);
}

// "You said … we did …" stands on two lines.
function drawn(text) {
  const line = document.createElement("p");
  line.className = "line";
  line.dir = "auto";
  for (const part of twoParts(text)) {
    const span = document.createElement("span");
    span.textContent = part;
    line.append(span);
  }
  return line;
}

function twoParts(text) {
  if (text.includes("\n")) return text.split("\n").map((part) => part.trim());
  const small = text.toLocaleLowerCase(now.language);
  if (!small.startsWith(say("you_said").toLocaleLowerCase(now.language))) return [text];
  const turn = small.indexOf(` ${say("we_did").toLocaleLowerCase(now.language)}`);
  if (turn < 0) return [text];
  return [text.slice(0, turn), text.slice(turn + 1)];
}
