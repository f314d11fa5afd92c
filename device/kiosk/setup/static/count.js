// A colleague's count by eye; the camera's own number is shown only after it.

import { ask, finish, leaveWhenIdle, say, tell } from "./setup.js";

const IDLE_S = 100;
const many = document.getElementById("many");
const undo = document.querySelector('[data-do="take-back"]');
let isAsking = false;
let last = "";
let forgets = 0;

function showError({ n, off, within }) {
  document.querySelector(".so-far").textContent = off === null
    ? say("too_few", { n })
    : say("so_far", { n, off: off.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }), within: Math.round(100 * within) });
}

// The last count can be taken back for a while; "" for none.
function offer(count, seconds = 0) {
  clearTimeout(forgets);
  last = count;
  undo.hidden = !count;
  if (count) forgets = setTimeout(() => offer(""), seconds * 1000);
}

function trouble({ error, why }) {
  return say(error, error === "count_blind" ? { why: say(`why_${why}`) } : {});
}

// An answer that got lost is asked for once more: the program knows both as one.
async function post(address, body) {
  if (isAsking) return null;
  isAsking = true;
  tell(say("looking"));
  let answer = await ask(address, body);
  if (answer.status === 0) answer = await ask(address, body);
  isAsking = false;
  if (!answer.ok) tell(trouble(answer.body), true);
  return answer;
}

async function send(people) {
  const key = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const answer = await post("count", { people, key });
  if (!answer?.ok) return;
  const { counted, error, count, undo_s } = answer.body;
  many.value = "";
  tell(say("counted", { people, counted }));
  showError(error);
  offer(count, undo_s);
}

async function takeBack() {
  const answer = await post("count/back", { count: last });
  if (answer?.ok || answer?.status === 409) offer("");
  if (!answer?.ok) return;
  tell(say("taken_back"));
  showError(answer.body.error);
}

function sendMany() {
  if (many.value === "" || !many.checkValidity()) return tell(say("bad_count"), true);
  send(Number(many.value));
}

document.addEventListener("click", ({ target }) => {
  const { number, do: what } = target.closest("button")?.dataset ?? {};
  if (number !== undefined) send(Number(number));
  if (what === "send") sendMany();
  if (what === "take-back") takeBack();
  if (what === "finish") finish();
});
many.addEventListener("keydown", ({ key }) => key === "Enter" && sendMany());
leaveWhenIdle(IDLE_S);
showError(JSON.parse(document.getElementById("error").textContent));
