// Steps on their way to the kiosk's program: posted in order, with the same keys until
// answered. All but a customer's words survives a reload.

const WAITING = "heed.steps";
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
const ANSWER_WITHIN_MS = 15000;

// A UUID version 7 (RFC 9562, section 5.7).
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let ms = Date.now();
  for (let place = 5; place >= 0; place--) {
    bytes[place] = ms % 256;
    ms = Math.floor(ms / 256);
  }
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Steps {
  // `answered(visit, fate)` hears "stored", "held" (in the program's memory, not on the
  // disk), "away" (not answered yet, trying on) or "refused".
  constructor(answered) {
    this.answered = answered;
    this.queue = JSON.parse(sessionStorage.getItem(WAITING) ?? "[]");
    this.running = false;
    this.wake = () => {};
  }

  add(visit, step, body) {
    this.queue.push({ visit, step, body });
    this.remember();
    this.run();
    this.wake();
  }

  waits(visit) {
    return this.queue.some((step) => step.visit === visit);
  }

  // After a reload it is still told that words were given, but not which.
  remember() {
    const wordless = this.queue.map((step) => ({ ...step, body: withoutText(step.body) }));
    sessionStorage.setItem(WAITING, JSON.stringify(wordless));
  }

  forgetWords(visit) {
    for (const step of this.queue) {
      if (step.visit === visit) step.body = withoutText(step.body);
    }
  }

  async run() {
    if (this.running) return;
    this.running = true;
    let wait = FIRST_WAIT_MS;
    while (this.queue.length) {
      const step = this.queue[0];
      const fate = await post(step);
      if (fate === "away" || fate === "not held") {
        this.answered(step.visit, fate);
        await this.pause(wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      } else {
        wait = FIRST_WAIT_MS;
        this.queue.shift();
        this.remember();
        this.answered(step.visit, fate);
      }
    }
    this.running = false;
  }

  // A new step ends the pause: somebody is there, so the program may be as well.
  pause(ms) {
    return new Promise((done) => {
      this.wake = done;
      setTimeout(done, ms);
    });
  }
}

function withoutText({ text, ...rest }) {
  return rest;
}

async function post({ visit, step, body }) {
  let response;
  try {
    response = await fetch(`/visits/${visit}/steps/${step}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const answer = await response.json();
    if (response.ok) return "stored";
    if (response.status === 503) return answer.kept ? "held" : "not held";
    if (response.status < 500) {
      console.warn("step refused:", response.status, answer.error, answer.field);
      return "refused";
    }
  } catch {
    return "away";
  }
  return "away";
}
