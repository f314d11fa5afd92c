// One alert on the floor: what, where, how long ago, and one large button.

import { call, NotSent } from "./hub.js";
import { Turns } from "./turns.js";
import { age, OUTCOMES, say, sayNodes, what, where } from "./words.js";

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  // Everything from outside is text in its own direction, never markup.
  if (text !== undefined) made.textContent = text;
  return made;
}

export class Card {
  constructor(step, who, left) {
    this.who = who;
    this.left = left;
    this.draft = `heed-note-${step.alert}`;
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
    this.turns = new Turns(() => this.send("keep", {}));
    this.root.append(this.title, this.where, this.facts, this.turns.root, this.said);
    this.root.append(this.button, this.turns.keep, this.outcomes);
    this.update(step);
  }

  makeOutcomes() {
    const panel = element("div", "outcomes");
    panel.hidden = true;
    this.note = element("input");
    this.note.maxLength = 200;
    this.note.placeholder = say("note_hint");
    this.note.setAttribute("aria-label", say("note_hint"));
    this.note.dir = "auto";
    // What is written survives whatever happens to the card, and loading the page anew.
    this.note.value = sessionStorage.getItem(this.draft) ?? "";
    this.note.addEventListener("input", () => {
      sessionStorage.setItem(this.draft, this.note.value);
    });
    panel.append(this.note);
    for (const key of OUTCOMES) {
      const choice = element("button", "", say(key));
      choice.type = "button";
      choice.dataset.outcome = key;
      choice.addEventListener("click", () => this.finish(key));
      panel.append(choice);
    }
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.open(false);
      this.button.focus();
    });
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
    this.where.replaceChildren(element("bdi", "", where(step)));
    if (step.what === "taken") this.takenAt = step.at;
    this.turns.update(step);
    if (!changed) return;
    const taken = step.state === "taken";
    this.button.dataset.action = taken ? "done" : "take";
    this.button.textContent = taken ? say("done") : say("take");
    this.open(false);
    if (!taken) this.button.removeAttribute("aria-expanded");
    if (taken) this.say("taken_by", step.who);
    else this.said.replaceChildren();
  }

  tick(now) {
    const [since, last] = [this.step.raised_at, this.lastAt()];
    let words = age(now - since);
    if (this.step.state === "taken" && this.takenAt) {
      words = say("taken_ago", { first: words, last: age(now - this.takenAt) });
    } else if (last - since >= 60000) {
      words = say("last", { first: words, last: age(now - last) });
    }
    if (this.facts.textContent !== words) this.facts.textContent = words;
    this.turns.tick(now);
  }

  lastAt() {
    const caused = ["raised", "refreshed"].includes(this.step.what);
    if (caused) this.refreshed = this.step.at;
    return this.refreshed ?? this.step.raised_at;
  }

  say(key, who) {
    this.said.replaceChildren(...sayNodes(key, { who: who ?? say("a_colleague") }));
  }

  open(wanted) {
    this.outcomes.hidden = !wanted;
    this.button.setAttribute("aria-expanded", String(wanted));
    if (wanted) this.outcomes.scrollIntoView({ block: "nearest" });
  }

  press() {
    if (this.button.dataset.action === "close") return this.left(this);
    if (this.button.dataset.action === "take") return this.send("take", {});
    return this.open(this.outcomes.hidden);
  }

  finish(outcome) {
    const note = this.note.value.trim();
    return this.send("done", { outcome, note: note || null });
  }

  // Over, by whomever: true if the card can go, false if a line of ours still stands in it.
  end(step) {
    const written = this.note.value.trim();
    if (!written || this.finished || this.sending === "done") {
      sessionStorage.removeItem(this.draft);
      return true;
    }
    this.update(step);
    this.say("ended_elsewhere", step.who);
    this.button.dataset.action = "close";
    this.button.textContent = say("close");
    this.outcomes.hidden = false;
    for (const choice of this.outcomes.querySelectorAll("button")) choice.hidden = true;
    return false;
  }

  // Not `disabled`: that would take the keyboard's place on the page away.
  async send(action, body) {
    if (this.sending) return;
    this.sending = action;
    const before = this.step.state;
    this.root.setAttribute("aria-busy", "true");
    try {
      const path = `/floor/alerts/${this.step.alert}/${action}`;
      this.answered(await call(path, { who: this.who(), ...body }));
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
      // The stream may have told meanwhile that it did arrive.
      if (this.step.state === before) this.said.textContent = say("not_sent");
    } finally {
      this.sending = "";
      this.root.removeAttribute("aria-busy");
    }
  }

  answered({ status, body }) {
    if (status === 200 && body.state === "done") {
      this.finished = true;
      sessionStorage.removeItem(this.draft);
    } else if (status === 200 || (status === 409 && body.state === "taken")) {
      this.update({ ...this.step, state: body.state, who: body.who, what: body.state });
    }
    if (status === 409) this.say("already_with", body.who);
    else if (status === 401) this.said.textContent = say("signed_out");
    else if (status !== 200) this.said.textContent = body.error ?? say("did_not_work");
  }
}
