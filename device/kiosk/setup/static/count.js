// A colleague's count by eye; the camera's own number is shown only after it.

import { ask, finish, leaveWhenIdle, say, tell } from "./setup.js";

const IDLE_S = 100;
const many = document.getElementById("many");
let isAsking = false;

function showError({ n, off, within }) {
  document.querySelector(".so-far").textContent = off === null
    ? say("too_few", { n })
    : say("so_far", { n, off: off.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }), within: Math.round(100 * within) });
}

async function send(people) {
  if (isAsking) return;
  isAsking = true;
  tell(say("looking"));
  const key = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  let answer = await ask("count", { people, key });
  if (answer.status === 0) answer = await ask("count", { people, key });
  isAsking = false;
  if (!answer.ok) return tell(say(answer.body.error), true);
  many.value = "";
  tell(say("counted", { people, counted: answer.body.counted }));
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
  if (what === "finish") finish();
});
many.addEventListener("keydown", ({ key }) => key === "Enter" && sendMany());
leaveWhenIdle(IDLE_S);
showError(JSON.parse(document.getElementById("error").textContent));
