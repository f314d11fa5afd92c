// One alert on the floor: what, where, how long ago, and one large button.

import { call, NotSent } from "./hub.js";
import { age, OUTCOMES, what, where } from "./words.js";

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  // Everything from outside is text in its own direction, never markup.
  if (text !== undefined) made.textContent = text;
  return made;
}

function isolated(text) {
  return element("bdi", "", text);
}

export class Card {
  constructor(step, who) {
    this.who = who;
    this.root = element("article");
    this.root.dataset.alert = step.alert;
    this.title = element("h2");
    this.where = element("p", "where");
    this.facts = element("p", "facts");
    this.said = element("p", "said");
    this.said.setAttribute("role", "status");
    this.button = element("button");
    this.button.type = "button";
    this.button.addEventListener("click", () => this.press());
    this.outcomes = this.makeOutcomes();
    this.root.append(this.title, this.where, this.facts, this.said);
    this.root.append(this.button, this.outcomes);
    this.update(step);
  }

  makeOutcomes() {
    const panel = element("div", "outcomes");
    panel.hidden = true;
    this.note = element("input");
    this.note.maxLength = 200;
    this.note.placeholder = "A line for the team, if you like";
    this.note.setAttribute("aria-label", this.note.placeholder);
    this.note.dir = "auto";
    panel.append(this.note);
    for (const [key, label] of Object.entries(OUTCOMES)) {
      const choice = element("button", "", label);
      choice.type = "button";
      choice.dataset.outcome = key;
      choice.addEventListener("click", () => this.finish(key));
      panel.append(choice);
    }
    return panel;
  }

  update(step) {
    const changed = this.step?.state !== step.state;
    this.step = step;
    this.root.dataset.state = step.state;
    this.root.dataset.kind = step.kind;
    const mark = element("span", "mark");
    mark.setAttribute("aria-hidden", "true");
    this.title.replaceChildren(mark, what(step));
    this.where.replaceChildren(isolated(where(step)));
    if (!changed) return;
    const taken = step.state === "taken";
    this.button.dataset.action = taken ? "done" : "take";
    this.button.textContent = taken ? "Done" : "I’ll take it";
    this.button.setAttribute("aria-expanded", "false");
    if (!taken) this.button.removeAttribute("aria-expanded");
    this.button.disabled = false;
    this.button.hidden = false;
    this.outcomes.hidden = true;
    if (taken) this.say("Taken by ", step.who ?? "a colleague");
    else this.said.replaceChildren();
  }

  tick(now) {
    const [since, last] = [this.step.raised_at, this.lastAt()];
    let words = age(Math.max(0, now - since));
    if (last - since >= 60000) words += `, last ${age(Math.max(0, now - last))}`;
    if (this.facts.textContent !== words) this.facts.textContent = words;
  }

  lastAt() {
    const caused = ["raised", "refreshed"].includes(this.step.what);
    if (caused) this.refreshed = this.step.at;
    return this.refreshed ?? this.step.raised_at;
  }

  say(words, who) {
    this.said.replaceChildren(words, ...(who ? [isolated(who)] : []));
  }

  press() {
    if (this.button.dataset.action === "take") return this.send("take", {});
    this.outcomes.hidden = !this.outcomes.hidden;
    this.button.setAttribute("aria-expanded", String(!this.outcomes.hidden));
    this.root.scrollIntoView({ block: "nearest" });
  }

  finish(outcome) {
    const note = this.note.value.trim();
    return this.send("done", { outcome, note: note || null });
  }

  async send(action, body) {
    const controls = [...this.root.querySelectorAll("button")];
    for (const control of controls) control.disabled = true;
    try {
      const path = `/floor/alerts/${this.step.alert}/${action}`;
      const answer = await call(path, { who: this.who(), ...body });
      this.answered(answer);
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
      this.say(error.message);
    } finally {
      for (const control of controls) control.disabled = false;
    }
  }

  answered({ status, body }) {
    if (status === 200 || (status === 409 && body.state === "taken")) {
      this.update({ ...this.step, state: body.state, who: body.who, what: body.state });
    }
    if (status === 409) this.say("Already with ", body.who ?? "a colleague");
    else if (status !== 200) this.say(body.error ?? "That did not work. Please try again.");
  }
}
