// Drawing the zones on a still of coarse squares, trying them live, saving them.

import { Editor, holds, make, NAMES } from "./editor.js";
import { ask, finish, leaveWhenIdle, say, tell } from "./setup.js";

const LIVE_EVERY_MS = 300;
const CHECK_AFTER_MS = 250;
const TRAIL = 24; // how many earlier spots stay as a faint trail
const IDLE_S = 600;
const GREYS = 16;

const picture = document.querySelector(".picture");
const part = (selector) => document.querySelector(selector);
const zones = JSON.parse(document.getElementById("drawn").textContent);

let isLive = false;
let isSaved = true;
let checking = 0;
let version = 0;
let trail = [];
let liveSaid = "";
const editor = new Editor(picture, zones, changed);

function choose(name) {
  editor.choose(name);
  for (const button of document.querySelectorAll("[data-zone]")) {
    button.setAttribute("aria-pressed", String(button.dataset.zone === name));
  }
  part(".hint").textContent = say(`hint_${name}`);
}

function changed(leaves) {
  isSaved = false;
  version += 1;
  clearTimeout(checking);
  checking = setTimeout(() => check(leaves), CHECK_AFTER_MS);
}

// The program alone says what is a zone.
async function check(leaves = false) {
  const mine = version;
  const answer = await ask("zones/check", zones);
  if (mine !== version) return;
  if (!answer.ok) return tell(say("away"), true);
  show(answer.body);
  if (leaves && !Object.keys(answer.body.faults).length) tell(say("fault_outside"), true);
}

function show({ faults }) {
  editor.faults = faults;
  editor.paint();
  const [[name, fault] = []] = Object.entries(faults);
  if (name) tell(`${say(`zone_${name}`)}: ${say(`fault_${fault}`)}`, true);
  else if (!zones.waiting.length) tell(say("needs_waiting"));
  else tell(isSaved ? "" : say("unsaved"));
}

async function save() {
  const mine = version;
  const answer = await ask("zones", zones);
  if (answer.ok) {
    isSaved = mine === version;
    clearTimeout(checking); // nor does a check under way take the word away
    version += 1;
    return tell(say("saved"));
  }
  if (answer.body?.error !== "zones") {
    return tell([say(answer.body.error), answer.body.why].filter(Boolean).join(" "), true);
  }
  show(answer.body);
  if (!zones.waiting.length) tell(say("needs_waiting"), true);
}

// ---- what the camera sees -----------------------------------------------------------

async function takeStill() {
  tell(say("waits"));
  const answer = await ask("view?still");
  if (!answer.ok) return tell(trouble(answer.body), true);
  const { still, live } = answer.body;
  if (!still) return tell(blind(live.why_blind), true);
  editor.fit(still.width, still.height);
  paintStill(still);
  show({ faults: editor.faults });
}

const blind = (why) => say("blind", { why: say(`why_${why}`) });
const trouble = (body) => [say(body.error), body.why].filter(Boolean).join(" ");

function paintStill({ columns, rows, greys }) {
  const wide = 1000 / columns;
  const high = editor.height / rows;
  part(".squares").replaceChildren(...greys.map((grey, place) => {
    const level = Math.round(grey * 255 / (GREYS - 1));
    return make("rect", {
      x: (place % columns) * wide, y: Math.floor(place / columns) * high,
      width: wide + 0.5, height: high + 0.5, fill: `rgb(${level} ${level} ${level})`,
    });
  }));
}

function live() {
  isLive = !isLive;
  part('[data-do="live"]').setAttribute("aria-pressed", String(isLive));
  picture.classList.toggle("live", isLive);
  trail = [];
  liveSaid = "";
  paintDots([]);
  if (isLive) follow();
  else check();
}

async function follow() {
  while (isLive) {
    const answer = await ask("view");
    if (!isLive) return;
    if (answer.ok) seen(answer.body);
    else tellOnce(trouble(answer.body), true);
    await new Promise((done) => setTimeout(done, LIVE_EVERY_MS));
  }
}

function seen({ dots, why_blind: why, rough }) {
  paintDots(dots);
  if (why && why !== "no_zones") tellOnce(blind(why), true);
  else tellOnce(say(rough ? "live_rough" : "live_on"));
}

// What is so as before is not said anew, over what was said in between.
function tellOnce(text, isBad = false) {
  if (text !== liveSaid) tell(text, isBad);
  liveSaid = text;
}

function paintDots(dots) {
  const draw = (kind) => ([x, y]) =>
    make("circle", { class: kind, cx: x * 1000, cy: y * editor.height, r: kind === "dot" ? 16 : 5 });
  part(".dots").replaceChildren(...trail.flat().map(draw("trail")), ...dots.map(draw("dot")));
  trail = [...trail, dots].slice(-TRAIL);
  for (const name of NAMES) {
    const count = dots.filter((dot) => holds(zones[name], dot)).length;
    part(`[data-zone="${name}"] b`).textContent = isLive && zones[name].length ? count : "";
  }
}

// ---- what is pressed ----------------------------------------------------------------

const act = {
  add: () => editor.add(),
  remove: () => editor.remove(),
  clear: () => editor.clear(),
  still: takeStill,
  live,
  save,
  finish,
};

document.addEventListener("click", ({ target }) => {
  const { zone, do: what } = target.closest("button")?.dataset ?? {};
  if (zone) choose(zone);
  if (what) act[what]();
});
choose("waiting");
leaveWhenIdle(IDLE_S);
takeStill();
