// What all set-up pages share: words, questions to the program, and leaving by oneself.

const ANSWER_WITHIN_MS = 12000;
const words = JSON.parse(document.getElementById("words").textContent);

export function say(key, places = {}) {
  return Object.entries(places).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, String(value)), words[key] ?? key);
}

// `{ ok, status, body }`; status 0 where the program does not answer.
export async function ask(address, body) {
  const how = { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) };
  if (body !== undefined) {
    how.method = "POST";
    how.headers = { "Content-Type": "application/json" };
    how.body = JSON.stringify(body);
  }
  try {
    const answer = await fetch(`/setup/${address}`, how);
    const text = await answer.text();
    const found = { ok: answer.ok, status: answer.status, body: text ? JSON.parse(text) : null };
    if (found.body?.error === "signed_out") location.assign(`/setup${location.search}`);
    return found;
  } catch {
    return { ok: false, status: 0, body: { error: "away" } };
  }
}

export async function finish() {
  await ask("sign-out", {});
  location.assign("/");
}

// Nobody leaves a page open for customers: after so long without a touch it is left.
export function leaveWhenIdle(seconds) {
  let timer = 0;
  const touched = () => {
    clearTimeout(timer);
    timer = setTimeout(finish, seconds * 1000);
  };
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, touched, { capture: true });
  }
  touched();
}

// Words that one language may need in another order are put together here alone.
export function tell(text, isBad = false) {
  const line = document.querySelector(".told");
  line.textContent = text;
  line.classList.toggle("bad", isBad);
}
