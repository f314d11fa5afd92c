// What a card says besides: where else, who was told, who is next; keep and reopen.

import { call, NotSent } from "./hub.js";
import { say } from "./words.js";

const REOPEN_MS = 12 * 3600000;

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export class Turns {
  constructor(keep) {
    this.root = element("div", "turns");
    this.places = element("p", "places");
    this.told = element("p", "told");
    this.hint = element("p", "hint");
    this.keep = element("button", "keep", say("keep"));
    this.keep.type = "button";
    this.keep.addEventListener("click", keep);
    this.root.append(this.places, this.told, this.hint, this.keep);
  }

  update(step) {
    this.step = step;
    const { places = [] } = step.detail;
    this.places.hidden = !places.length;
    this.places.replaceChildren();
    if (places.length) {
      const names = document.createElement("bdi");
      names.textContent = places.join(", ");
      this.places.append(say("also_at", { places: "" }), names);
    }
    const hint = { reminded: "reminded", expired: "expired", reopened: "reopened" }[step.what];
    this.hint.hidden = !hint;
    this.hint.textContent = hint ? say(hint) : "";
    this.keep.hidden = step.state !== "taken" || step.what !== "reminded";
    this.tick(Date.now());
  }

  tick(now) {
    const { told = [], next } = this.step.detail;
    // The floor itself always knows; climbing is what others were told.
    const climbed = [...new Set(told.filter((who) => who !== "floor"))];
    const parts = [];
    if (climbed.length) {
      parts.push(say("told", { who: climbed.map((who) => say(`rung_${who}`)).join(", ") }));
    }
    if (next && this.step.state === "open") {
      const n = Math.ceil((next.at - now) / 60000);
      const who = say(`rung_${next.who}`);
      parts.push(n > 0 ? say("next_told", { who, n }) : say("next_told_now", { who }));
    }
    const words = parts.join(" · ");
    if (this.told.textContent !== words) this.told.textContent = words;
    this.told.dataset.climbed = climbed.length;
    this.told.hidden = !words;
  }
}

// Something ended too soon: one press brings it back.
export function reopenButton(step) {
  const button = element("button", "reopen", say("reopen"));
  button.type = "button";
  button.hidden = Date.now() - step.at > REOPEN_MS || step.kind === "happy";
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { status, body } = await call(`/floor/alerts/${step.alert}/reopen`, {});
      if (status !== 200) button.textContent = body.error ?? say("did_not_work");
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
      button.textContent = say("not_sent");
      button.disabled = false;
    }
  });
  return button;
}
