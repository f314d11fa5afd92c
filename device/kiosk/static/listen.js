// Speaking instead of typing: a press, words as they are heard, what is unsure in them.
// Only the kiosk's program hears; this page is told words, and forgets with the visit.

import { ring } from "./faces.js";
import { isRead, now, say } from "./visit.js";

const LOOK_AGAIN_MS = 2000;
const OVER = ["heard", "nothing", "failed"];
const FAILURES = {
  no_microphone: "speak_no_microphone",
  busy: "speak_busy",
  unplugged: "speak_unplugged",
  restarting: "speak_restarting",
};

const main = document.querySelector("main");

let looking = 0; // timer: can one speak by now?
let isStarting = false;
let press = null; // { id, stream, before, most } while it listens
let spoken = null; // { before, after, words, doubt } of the last press that gave words
let stir = () => {};

// `change()` is called whenever somebody speaks, as a touch would be.
export function onListening(change) {
  stir = change;
}

const part = (selector) => main.querySelector(`[data-screen="words"] ${selector}`);

// Offer the microphone if one can be heard; again and again while the screen stands.
export function offerListening() {
  clearTimeout(looking);
  if (!now.visit || spoken?.visit !== now.visit.id) spoken = null;
  paintSpoken();
  look();
}

async function look() {
  const { screen, language } = now;
  let state = "off";
  try {
    const answer = await fetch(`/listening?language=${encodeURIComponent(language)}`);
    if (answer.ok) ({ state } = await answer.json());
  } catch {
    // The program is away; typing goes on.
  }
  const button = part(".speak");
  if (!button || now.screen !== screen || now.language !== language) return;
  button.hidden = !["ready", "starting"].includes(state);
  button.disabled = state !== "ready";
  part(".writing").classList.toggle("speakable", !button.hidden);
  if (state === "starting") tell("speak_restarting");
  else if (isStarting) tell("");
  isStarting = state === "starting";
  looking = setTimeout(look, LOOK_AGAIN_MS);
}

// ---- one press ----------------------------------------------------------------------

export async function listen() {
  if (press) return;
  const field = part("textarea");
  const isAgain = spoken && field.value === spoken.after;
  press = { id: null, stream: null, before: isAgain ? spoken.before : field.value };
  const mine = press;
  paintListening({ state: "opening", left_s: null, level: 0, text: "" });
  const id = await begin();
  if (press !== mine) return quietly(id);
  if (id === null) return ended({ state: "failed", why: "fault" });
  press.id = id;
  press.stream = new EventSource(`/listening/${id}`);
  press.stream.onmessage = (message) => hear(mine, JSON.parse(message.data));
  press.stream.onerror = () => hear(mine, { state: "failed", why: "restarting" });
}

async function begin() {
  try {
    const answer = await send("/listening", { language: now.language });
    return answer.ok ? (await answer.json()).id : null;
  } catch {
    return null;
  }
}

function send(address, body) {
  return fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    keepalive: true,
  });
}

function quietly(id) {
  if (id !== null) send(`/listening/${id}/end`, { discard: true }).catch(() => {});
}

function hear(mine, told) {
  if (press !== mine) return;
  stir();
  if (OVER.includes(told.state)) ended(told);
  else paintListening(told);
}

// The button was pressed again: what was heard counts.
export function endListening() {
  if (press?.id) send(`/listening/${press.id}/end`, {}).catch(() => {});
}

// Nothing of it counts: another screen, or a change of mind.
export function stopListening() {
  clearTimeout(looking);
  if (!press) return;
  const { id, stream, before } = press;
  press = null;
  stream?.close();
  quietly(id);
  const field = part("textarea");
  if (field) write(field, before);
  paintListening(null);
}

function ended(told) {
  const { stream, before } = press;
  press = null;
  stream?.close();
  paintListening(null);
  const field = part("textarea");
  if (told.state !== "heard") {
    write(field, before);
    tell(told.state === "failed" ? FAILURES[told.why] ?? "speak_fault" : nothing(told));
    clearTimeout(looking);
    look();
    return;
  }
  write(field, joined(before, told.text));
  const { words, doubt } = told;
  spoken = { visit: now.visit.id, before, after: field.value, words, doubt, told };
  paintSpoken();
  field.dispatchEvent(new Event("input"));
  field.focus({ preventScroll: true });
}

const nothing = (told) => (told.is_too_loud ? "heard_loud" : "heard_nothing");

function joined(before, text) {
  const start = before.trimEnd();
  const begins = start === "" || /[.!?…]$/.test(start);
  const said = begins ? text.replace(/^\p{L}/u, (letter) => capital(letter)) : text;
  return start ? `${start} ${said}` : said;
}

const capital = (letter) => letter.toLocaleUpperCase(now.language);

function write(field, text) {
  field.value = text.slice(0, field.maxLength);
  field.setSelectionRange(field.value.length, field.value.length);
  field.scrollTop = field.scrollHeight;
  field.dispatchEvent(new Event("input"));
}

// ---- what is shown ------------------------------------------------------------------

// While it listens, `told` of it; else null.
function paintListening(told) {
  const panel = part(".listening");
  if (!panel) return;
  const isOn = told !== null;
  panel.hidden = !isOn;
  part(".keyboard").hidden = isOn;
  panel.parentElement.dataset.listening = isOn ? "yes" : "";
  const field = part("textarea");
  field.readOnly = isOn;
  if (!isOn) return;
  tell("");
  const words = panel.querySelector("p");
  words.textContent = say(told.state === "listening" ? "listening" : "opening");
  press.most ??= told.left_s;
  const share = press.most ? told.left_s / press.most : 1;
  const left = told.left_s === null ? "" : Math.ceil(told.left_s);
  const clock = part(".listening .countdown");
  clock.setAttribute("aria-label", say("seconds_left").replace("{seconds}", String(left)));
  clock.replaceChildren(ring(share, left));
  const meter = part(".level");
  meter.setAttribute("aria-valuenow", String(Math.round(100 * told.level)));
  meter.firstElementChild.style.inlineSize = `${Math.round(100 * told.level)}%`;
  if (told.text) write(field, joined(press.before, told.text));
}

function paintSpoken() {
  const button = part(".speak");
  if (!button) return;
  const field = part("textarea");
  const isFresh = Boolean(spoken) && field.value === spoken.after;
  button.querySelector("span").textContent = say(isFresh ? "speak_again" : "speak");
  const onward = say(isFresh && spoken.doubt ? "yes_send" : "send");
  part('[data-do="check-words"]').textContent = isRead() ? say("next") : onward;
  if (!isFresh) return part(".heard").dataset.of === "words" ? tell("") : undefined;
  const unsure = spoken.words.filter((word) => word.is_unsure);
  if (spoken.doubt) tell("heard_doubtful", unsure);
  else if (spoken.told.is_too_loud) tell("heard_loud");
  else tell(unsure.length ? "heard_unsure" : "", unsure);
}

// A line in place of what stands under the heading; unsure words as buttons to find them.
function tell(key, unsure = []) {
  const line = part(".heard");
  if (!line) return;
  line.dataset.told = key;
  line.dataset.of = key.startsWith("heard_") ? "words" : "";
  line.replaceChildren(key ? say(key) : "", ...unsure.slice(0, 4).map((word) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "unsure";
    button.textContent = word.text;
    button.addEventListener("click", () => find(word.text));
    return button;
  }));
  part("#told").hidden = key !== "";
}

function find(word) {
  const field = part("textarea");
  const at = field.value.toLowerCase().indexOf(word.toLowerCase());
  if (at < 0) return;
  field.focus({ preventScroll: true });
  field.setSelectionRange(at, at + word.length);
}

// ---- what goes out ------------------------------------------------------------------

// Called whenever the words change: what was corrected needs no confirmation any more.
export function paintHeard() {
  if (!press) paintSpoken();
}

// How these words were given: spoken, as far as any heard word still stands in them; a
// word that the customer typed counts as sure.
export function howGiven(text) {
  if (!spoken || spoken.visit !== now.visit.id) return { source: "typed" };
  const split = (words) => words.toLowerCase().match(/[\p{L}\p{N}'’-]+/gu) ?? [];
  const heard = spoken.words.flatMap(({ text: said, confidence }) =>
    split(said).map((word) => [word, confidence]));
  const known = split(text).map((word) => {
    const place = heard.findIndex(([other]) => other === word);
    return place < 0 ? null : heard.splice(place, 1)[0][1];
  });
  if (known.every((sure) => sure === null)) return { source: "typed" };
  const all = known.reduce((sum, sure) => sum + (sure ?? 1), 0) / known.length;
  const untouched = known.every((sure) => sure !== null) && spoken.after === text;
  const recognition = untouched ? spoken.told.confidence : all;
  return { source: "spoken", recognition: Math.min(1, Math.max(0, recognition)) };
}

export function forgetSpoken() {
  spoken = null;
}
