// What may help, on the cards: guidance that the hub finds fitting, and two marks.

import { call, NotSent } from "./hub.js";
import { say } from "./words.js";

const EVERY_MS = 15000;

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.dir = "auto";
  made.textContent = text;
  return made;
}

export class Guidance {
  constructor() {
    this.found = new Map(); // alert → what to show
    // What a customer chooses after the first tap may change what fits.
    setInterval(() => document.hidden || this.found.size === 0 || this.look(), EVERY_MS);
  }

  async look() {
    try {
      const { status, body } = await call("/floor/guidance");
      if (status === 200) this.found = new Map(body.map((one) => [one.alert, one]));
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
    }
    this.paint();
  }

  paint() {
    for (const card of document.querySelectorAll("#open [data-alert]")) {
      this.show(card, this.found.get(Number(card.dataset.alert)));
    }
  }

  show(card, found) {
    const key = found ? JSON.stringify([found, card.dataset.state]) : "";
    if ((card.dataset.guidance ?? "") === key) return;
    const before = card.querySelector(".guidance");
    const held = before?.contains(document.activeElement) ? document.activeElement : null;
    card.dataset.guidance = key;
    before?.remove();
    if (!found) return;
    const made = document.createElement("details");
    made.className = "guidance";
    made.dataset.state = card.dataset.state;
    // Folded once taken, so that "Done" is in sight; as somebody left it, after that.
    made.open = before?.dataset.state === card.dataset.state
      ? before.open : card.dataset.state !== "taken";
    made.append(element("summary", "", say("may_help")));
    for (const piece of found.pieces) made.append(this.piece(card, found, piece));
    if (found.offer) {
      made.append(this.offer(found));
    }
    card.querySelector(".turns").after(made);
    if (!held) return;
    const mark = made.open && made.querySelector(`[data-mark="${held.dataset.mark}"]`);
    (mark || made.querySelector("summary")).focus({ preventScroll: true });
  }

  offer(found) {
    const [before, after] = say("may_offer", { what: "\n" }).split("\n");
    const what = element("bdi", "", found.offer);
    if (found.offer_language) what.lang = found.offer_language;
    const line = element("p", "offer", "");
    line.append(before, what, after);
    return line;
  }

  piece(card, found, piece) {
    const line = document.createElement("div");
    line.className = "piece";
    line.append(element("p", "", piece.words));
    // Whether it helped shows once somebody is there.
    if (card.dataset.state === "taken") {
      line.append(this.button(found, piece, true), this.button(found, piece, false));
    }
    return line;
  }

  button(found, piece, helped) {
    const words = say(helped ? "it_helped" : "it_helped_not");
    const button = element("button", "mark-it", words);
    button.type = "button";
    button.dataset.mark = `${piece.piece}-${helped}`;
    button.setAttribute("aria-pressed", String(piece.helped === helped));
    button.setAttribute("aria-label", `${words}: ${piece.words}`);
    button.addEventListener("click", () => this.mark(found.alert, piece.piece, helped));
    return button;
  }

  async mark(alert, piece, helped) {
    try {
      await call(`/floor/guidance/${alert}`, { piece, helped });
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
    }
    this.look();
  }
}
