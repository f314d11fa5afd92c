// A code by finger, mouse or keyboard.

import { ask, leaveWhenIdle, say, tell } from "./setup.js";

const field = document.getElementById("code");
let isAsking = false;

async function enter() {
  if (isAsking || !field.value.trim()) return;
  isAsking = true;
  tell(say("looking"));
  const answer = await ask("sign-in", { code: field.value });
  isAsking = false;
  if (answer.ok) return location.replace(`/setup${location.search}`);
  field.value = "";
  tell(say(answer.body?.error ?? "away"), true);
}

document.querySelector(".pad").addEventListener("click", ({ target }) => {
  const { digit, do: what } = target.closest("button")?.dataset ?? {};
  if (digit && field.value.length < field.maxLength) field.value += digit;
  if (what === "delete") field.value = field.value.slice(0, -1);
  if (what === "enter") enter();
});
field.addEventListener("keydown", ({ key }) => key === "Enter" && enter());
leaveWhenIdle(60);
field.focus();
