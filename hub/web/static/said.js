// What was said, on the cards of the floor: one line, for as long as the hub allows.

import { call, NotSent } from "./hub.js";

export class Said {
  constructor() {
    this.lines = new Map(); // alert → what to show
    this.asking = false;
  }

  // An alert came, went or was amended: ask what may be shown now.
  async look() {
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    try {
      const { status, body } = await call("/floor/words");
      if (status === 200) this.lines = new Map(body.lines.map((one) => [one.alert, one]));
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
    } finally {
      this.asking = false;
    }
    this.paint();
    if (this.again) {
      this.again = false;
      this.look();
    }
  }

  // Words are gone in time even without a connection.
  tick(now) {
    for (const [alert, line] of this.lines) {
      if (line.until <= now) this.lines.delete(alert);
    }
    this.paint();
  }

  paint() {
    for (const card of document.querySelectorAll("#open [data-alert]")) {
      this.show(card, this.lines.get(Number(card.dataset.alert)));
    }
  }

  show(card, line) {
    const key = line ? `${line.about}\n${line.text}` : "";
    if ((card.dataset.words ?? "") === key) return;
    card.dataset.words = key;
    card.querySelector(".words")?.remove();
    if (!line) return;
    const made = document.createElement("div");
    made.className = "words";
    const about = document.createElement("p");
    about.textContent = line.about;
    made.append(about);
    if (line.text) {
      const words = document.createElement("blockquote");
      words.dir = "auto";
      words.textContent = line.text;
      made.append(words);
    }
    card.querySelector(".facts").before(made);
  }
}
