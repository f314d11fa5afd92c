// What the kiosks say besides, put there and taken off with one tap; and the hand-over.

import { call, NotSent } from "./hub.js";
import { clock, say } from "./words.js";

const $ = (id) => document.getElementById(id);
const LOOK_MS = 20000;

async function ask(path, body) {
  try {
    const answer = await call(path, body);
    if (answer.status === 200) return answer.body;
  } catch (error) {
    if (!(error instanceof NotSent)) throw error;
  }
  return null;
}

function line({ notice, text, until }) {
  const item = document.createElement("li");
  const words = document.createElement("bdi");
  words.textContent = text;
  const end = document.createElement("button");
  end.type = "button";
  end.textContent = say("notice_end");
  end.addEventListener("click", () => change(`/floor/notices/${notice}/end`, {}));
  item.append(words, ` · ${say("notice_until", { at: clock.format(until) })} `, end);
  return item;
}

function show(notices) {
  $("notices-now").replaceChildren(...notices.map(line));
  $("notices-none").hidden = notices.length > 0;
}

async function look() {
  const notices = document.hidden ? null : await ask("/floor/notices");
  if (notices) show(notices);
}

async function change(path, body) {
  const notices = await ask(path, body);
  $("notices-said").textContent = notices ? "" : say("notice_failed");
  if (notices) show(notices);
}

function minutes() {
  return Number($("notice-minutes").value);
}

function word() {
  for (const button of document.querySelectorAll("[data-notice]")) {
    button.textContent = button.dataset.text.replace("{n}", minutes());
  }
}

async function handOver() {
  const all = await ask("/floor/handover");
  if (!all) return;
  const parts = [
    say("handover_since", { n: all.hours }),
    say("handover_line", all),
    ...(all.took_min === null ? [] : [say("handover_took", { n: all.took_min })]),
    `${say("on_duty")}: ${all.on_duty.join(", ") || say("on_duty_none")}`,
    ...all.notes,
  ];
  $("handover-now").replaceChildren(
    ...parts.map((text) => {
      const said = document.createElement("p");
      said.dir = "auto";
      said.textContent = text;
      return said;
    }),
  );
}

for (const button of document.querySelectorAll("[data-notice]")) {
  const { notice } = button.dataset;
  button.addEventListener("click", () => {
    change("/floor/notices", { what: notice, minutes: minutes() });
  });
}
$("notice-minutes").addEventListener("change", word);
$("handover-show").addEventListener("click", handOver);
document.addEventListener("visibilitychange", look);
setInterval(look, LOOK_MS);
word();
look();
