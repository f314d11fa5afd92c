// Words as they will go out, before they are sent: what is hidden stands there hidden.
// Nothing of them is kept by the program that shows it.

import { forgetSpoken, howGiven } from "./listen.js";
import { now, post, say } from "./visit.js";

const SHOWN_WITHIN_MS = 1500;

const main = document.querySelector("main");

let asked = 0; // which look at the words is the newest

export function paintCheck() {
  const { visit } = now;
  visit.reader ??= "software";
  visit.preview = null;
  visit.showsHidden = false;
  paint();
  look(++asked);
  main.querySelector("section").addEventListener("click", (event) => {
    const { reader, shows } = event.target.closest?.("button")?.dataset ?? {};
    if (reader) visit.reader = reader;
    if (shows) visit.showsHidden = !visit.showsHidden;
    if (reader || shows) paint();
  });
}

async function look(number) {
  const { visit, language } = now;
  const found = await preview(visit.words.trim(), language);
  if (asked !== number || now.visit !== visit || now.screen !== "check") return;
  visit.preview = found;
  paint();
}

async function preview(text, language) {
  try {
    const response = await fetch("/words", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text, language }),
      signal: AbortSignal.timeout(SHOWN_WITHIN_MS),
    });
    if (response.ok) return await response.json();
  } catch {
    // Shown like words that nobody can read just now.
  }
  return { understood: false };
}

function paint() {
  const { visit } = now;
  const found = visit.preview;
  const details = found?.details ?? [];
  const find = (what) => main.querySelector(what);
  const shown = find(".going-out");
  shown.replaceChildren(...parts(visit.words.trim(), details));
  shown.classList.toggle("lost", found?.understood === false);
  shown.tabIndex = shown.scrollHeight > shown.clientHeight ? 0 : -1; // by keys as well
  find(".checked").textContent = found ? say(told(found, details)) : "";
  const show = find('[data-shows="hidden"]');
  show.hidden = details.length === 0;
  show.textContent = say(visit.showsHidden ? "keep_hidden" : "show_hidden");
  find(".readers").hidden = found?.understood === false;
  for (const button of main.querySelectorAll("[data-reader]")) {
    button.setAttribute("aria-pressed", String(button.dataset.reader === visit.reader));
  }
  find('[data-do="send-words"]').disabled = !found;
}

function told(found, details) {
  if (!found.understood) return "check_lost";
  return details.length ? "check_hidden" : "check_none";
}

// Places are counted in characters, not in the units of this language's strings.
function parts(text, details) {
  const letters = Array.from(text);
  const out = [];
  let at = 0;
  for (const [kind, start, end] of details) {
    out.push(letters.slice(at, start).join(""), chip(kind, letters.slice(start, end).join("")));
    at = end;
  }
  return [...out, letters.slice(at).join("")];
}

function chip(kind, original) {
  const mark = document.createElement("mark");
  mark.textContent = now.visit.showsHidden ? original : `[${kind.replace("_", " ")}]`;
  mark.classList.toggle("shown", now.visit.showsHidden);
  return mark;
}

// Send what stands there; it is gone from this page at once.
export function sendChecked() {
  const { visit, language } = now;
  const { reader = "software" } = visit;
  const text = visit.words.trim();
  post("comment", { text, language, reader, ...howGiven(text) });
  visit.said = visit.preview?.understood === false ? "lost" : "sent";
  visit.how = "completed";
  visit.words = "";
  forgetSpoken();
}
