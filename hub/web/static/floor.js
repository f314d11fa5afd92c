// The floor page: what the hub tells goes onto the screen, presses go back.

import "./errors.js";
import { Card, element } from "./card.js";
import { Guidance } from "./guidance.js";
import { call, freshToken, NotSent, whenSignedOut } from "./hub.js";
import { Said } from "./said.js";
import { Sound } from "./sound.js";
import { Line } from "./stream.js";
import { prepareTablet, who } from "./tablet.js";
import { Today } from "./today.js";
import { moment, say, what, where } from "./words.js";

const $ = (id) => document.getElementById(id);
const title = document.title;
const alerts = new Map(); // alert → its last step
const cards = new Map(); // alert → Card
const today = new Today();
const said = new Said();
const guidance = new Guidance();
const sound = new Sound($("sound"));
const RAISES = ["raised", "expired", "reopened"];
let day = 0;
let ahead = 0; // the hub's clock minus this tablet's, ms

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
    if (cards.get(step.alert)?.end(step)) remove(cards.get(step.alert));
  } else if (cards.has(step.alert)) {
    cards.get(step.alert).update(step);
  } else {
    cards.set(step.alert, new Card(step, who, closeCard));
  }
}

function closeCard(card) {
  sessionStorage.removeItem(card.draft);
  remove(card);
  showOpen();
}

// The keyboard goes on with the next alert, or with the day's list.
function remove(card) {
  const held = card.root.contains(document.activeElement);
  const next = card.root.nextElementSibling ?? card.root.previousElementSibling;
  card.root.remove();
  cards.delete(card.step.alert);
  if (held) (next?.querySelector("button") ?? $("today-title")).focus();
}

function untaken() {
  const steps = [...cards.values()].map((card) => card.step);
  return steps.filter((step) => step.state === "open" && step.kind !== "happy");
}

function showOpen() {
  const rank = (card) => (card.step.state === "open" ? 0 : 1);
  const order = [...cards.values()].sort(
    (a, b) => rank(a) - rank(b) || a.step.raised_at - b.step.raised_at,
  );
  const held = document.activeElement;
  order.forEach((card, place) => {
    const there = $("open").children[place];
    // Moving a card that is in its place already would take the finger's target away.
    if (there !== card.root) $("open").insertBefore(card.root, there ?? null);
  });
  if (held !== document.activeElement && held.isConnected) {
    held.focus({ preventScroll: true });
  }
  $("calm").hidden = order.length > 0;
  const loud = untaken().length;
  document.body.toggleAttribute("data-loud", loud > 0);
  document.title = loud ? `(${loud}) ${title}` : title;
  tick();
}

function showToday() {
  const ended = [...alerts.values()].filter((step) => !isOpen(step));
  for (const step of ended) if (step.raised_at < day) alerts.delete(step.alert);
  today.show(ended.filter((step) => step.raised_at >= day));
}

function showDevices(devices) {
  $("devices").replaceChildren(
    ...devices.map((device) => {
      const line = element("li");
      line.dataset.device = device.name;
      line.dataset.state = device.state;
      const place = element("strong");
      place.append(element("bdi", "", device.where));
      const words = device.said.map(({ key, values, at }) =>
        say(key, at ? { ...values, at: moment(at, Date.now() + ahead) } : values),
      );
      line.append(place, `: ${words.join(", ")}`);
      return line;
    }),
  );
}

function announce(step) {
  if (!RAISES.includes(step.what)) return;
  if (step.kind === "happy") return;
  $("announce").textContent = `${what(step)}, ${where(step)}`;
  sound.ring(step.kind, performance.now());
}

function tick() {
  for (const card of cards.values()) card.tick(Date.now() + ahead);
  said.tick(Date.now() + ahead);
  sound.remind(untaken(), performance.now());
}

function setState(state) {
  if (document.body.dataset.connection === state) return;
  document.body.dataset.connection = state;
  $("connection").textContent = say(state);
  if (state !== "live") return;
  $("notice").hidden = true;
  if (document.body.dataset.signin === "ended") comeBack();
}

function showSignedOut() {
  document.body.dataset.signin = "ended";
  const link = element("a", "", say("sign_in"));
  link.href = "/signin?next=/floor";
  $("notice").replaceChildren(say("signed_out"), " ", link);
  $("notice").hidden = false;
}

async function comeBack() {
  delete document.body.dataset.signin;
  await quietly(freshToken);
}

async function quietly(act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof NotSent)) throw error;
    return undefined;
  }
}

async function explainLoss() {
  const answer = await quietly(() => call("/floor/standing"));
  // Somebody else's role, or a passphrase to be changed first: the hub's page says which.
  if (answer?.status === 403) location.reload();
  if (answer?.status !== 200 || answer.body.free > 0) return;
  $("notice").textContent = say("tablets_full", { n: answer.body.tablets });
  $("notice").hidden = false;
}

const line = {
  snapshot(all) {
    alerts.clear();
    day = all.day;
    ahead = all.now - Date.now();
    for (const step of [...all.today, ...all.open]) take(step);
    for (const card of [...cards.values()]) {
      const gone = !alerts.has(card.step.alert);
      if (gone && card.end({ ...card.step, state: "done", who: null })) remove(card);
    }
    showDevices(all.devices);
    said.look();
    guidance.look();
    showOpen();
    showToday();
  },
  step(step) {
    take(step);
    announce(step);
    if (step.what === "amended") said.look();
    if (RAISES.includes(step.what) || step.what === "amended") guidance.look();
    showOpen();
    guidance.paint();
    if (!isOpen(step)) showToday();
  },
  devices: showDevices,
  beat: heardTime,
  state: setState,
  lost: explainLoss,
};

whenSignedOut(showSignedOut);
prepareTablet(sound);
setInterval(tick, 1000);
new Line(line);
