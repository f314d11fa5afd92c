// The floor page: what the hub tells goes onto the screen, presses go back.

import { Card, element } from "./card.js";
import { call, NotSent } from "./hub.js";
import { Line } from "./stream.js";
import { howItEnded, what, where } from "./words.js";

const $ = (id) => document.getElementById(id);
const NAME = "heed-who";
const title = document.title;
const alerts = new Map(); // alert → its last step
const cards = new Map(); // alert → Card
let day = 0;
let ahead = 0; // the hub's clock minus this tablet's, ms

const who = () => localStorage.getItem(NAME) || "Team";
const isOpen = (step) => step.state === "open" || step.state === "taken";

function heardTime(beat) {
  ahead = beat.now - Date.now();
  if (beat.day !== day) {
    day = beat.day;
    showToday();
  }
}

function take(step) {
  const before = alerts.get(step.alert);
  if (before && before.step > step.step) return;
  alerts.set(step.alert, step);
  if (!isOpen(step)) {
    cards.get(step.alert)?.root.remove();
    cards.delete(step.alert);
  } else if (cards.has(step.alert)) {
    cards.get(step.alert).update(step);
  } else {
    cards.set(step.alert, new Card(step, who));
  }
}

function showOpen() {
  const rank = (card) => (card.step.state === "open" ? 0 : 1);
  const order = [...cards.values()].sort(
    (a, b) => rank(a) - rank(b) || a.step.raised_at - b.step.raised_at,
  );
  order.forEach((card, place) => {
    const there = $("open").children[place];
    // Moving a card that is in its place already would take the finger's target away.
    if (there !== card.root) $("open").insertBefore(card.root, there ?? null);
  });
  $("calm").hidden = order.length > 0;
  const loud = order.filter((card) => card.step.state === "open").length;
  document.title = loud ? `(${loud}) ${title}` : title;
  tick();
}

function showToday() {
  const ended = [...alerts.values()].filter((step) => !isOpen(step));
  for (const step of ended) if (step.raised_at < day) alerts.delete(step.alert);
  const rows = ended.filter((step) => step.raised_at >= day);
  rows.sort((a, b) => b.raised_at - a.raised_at || b.alert - a.alert);
  $("today").replaceChildren(...rows.map(row));
  $("nothing-yet").hidden = rows.length > 0;
}

function row(step) {
  const line = element("li");
  line.dataset.alert = step.alert;
  line.dataset.state = step.state;
  const time = element("time", "", clock.format(step.raised_at));
  time.dateTime = new Date(step.raised_at).toISOString();
  const event = element("span", "", `${what(step)} · `);
  event.append(element("bdi", "", where(step)));
  line.append(time, event, element("span", "outcome", howItEnded(step)));
  if (step.note) {
    const note = element("p", "note");
    note.append(element("bdi", "", step.note));
    line.append(note);
  }
  return line;
}

const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  timeZone: document.documentElement.dataset.timezone,
});

function showDevices(devices) {
  $("devices").replaceChildren(
    ...devices.map((device) => {
      const line = element("li");
      line.dataset.device = device.name;
      line.dataset.state = device.state;
      const place = element("strong");
      place.append(element("bdi", "", device.where));
      line.append(place, `: ${device.words}`);
      return line;
    }),
  );
}

function announce(step) {
  if (step.what === "raised") $("announce").textContent = `${what(step)}, ${where(step)}`;
}

function tick() {
  for (const card of cards.values()) card.tick(Date.now() + ahead);
}

function setState(state) {
  if (document.body.dataset.connection === state) return;
  document.body.dataset.connection = state;
  $("connection").textContent = state === "live" ? "Live" : "Offline, trying again";
  if (state === "live") $("notice").hidden = true;
}

async function explainLoss() {
  try {
    const { status, body } = await call("/floor/standing");
    if (status !== 200 || body.free > 0) return;
    $("notice").textContent =
      `All ${body.tablets} places for tablets are taken. Close the floor page elsewhere.`;
    $("notice").hidden = false;
  } catch (error) {
    if (!(error instanceof NotSent)) throw error;
  }
}

const line = {
  snapshot(all) {
    alerts.clear();
    for (const card of cards.values()) card.root.remove();
    cards.clear();
    day = all.day;
    ahead = all.now - Date.now();
    for (const step of [...all.today, ...all.open]) take(step);
    showDevices(all.devices);
    showOpen();
    showToday();
  },
  step(step) {
    take(step);
    announce(step);
    showOpen();
    if (!isOpen(step)) showToday();
  },
  devices: showDevices,
  beat: heardTime,
  state: setState,
  lost: explainLoss,
};

function showWho() {
  $("who").replaceChildren(element("bdi", "", who()));
  $("who").setAttribute("aria-label", `This tablet is used by ${who()}. Change`);
}

$("who").addEventListener("click", () => {
  $("who-name").value = localStorage.getItem(NAME) ?? "";
  $("who-dialog").showModal();
});
$("who-dialog").addEventListener("close", () => {
  const name = $("who-name").value.trim().slice(0, 40);
  if (name) localStorage.setItem(NAME, name);
  else localStorage.removeItem(NAME);
  showWho();
});

showWho();
setInterval(tick, 1000);
new Line(line);
