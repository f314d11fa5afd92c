// The on-screen keyboard: shift and caps, signs, long presses, repeat; by finger, by
// arrow keys and by a screen reader.

import { capital, others, rows } from "./layouts.js";
import { say, word } from "./visit.js";

const DOUBLE_TAP_MS = 400;
const LONG_PRESS_MS = 500;
const REPEAT_AFTER_MS = 450;
const REPEAT_MS = 90;
const FACES = { shift: "⇧", backspace: "⌫" };

export class Keyboard {
  // `hands`: type(text), erase(), replace(text) for the letter just typed.
  constructor(root, language, hands) {
    Object.assign(this, { root, language, hands });
    this.page = "letters";
    this.shift = "off"; // off, once, locked
    this.shiftedAt = 0;
    this.typed = ""; // the last letter
    this.timer = 0;
    this.menu = null;
    root.addEventListener("pointerdown", (event) => this.touch(event));
    root.addEventListener("mousedown", (event) => event.preventDefault());
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("keydown", (event) => this.walk(event));
    for (const kind of ["pointerup", "pointercancel", "pointerleave"]) {
      root.addEventListener(kind, () => this.stop());
    }
    this.draw();
  }

  draw() {
    this.close();
    const drawn = rows(this.language, this.page).map((keys) => {
      const row = document.createElement("div");
      row.className = "keys";
      row.append(...keys.map((name) => this.key(name)));
      return row;
    });
    this.root.replaceChildren(...drawn);
    this.root.querySelector("button").tabIndex = 0;
    this.label();
  }

  key(name) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.key = name;
    return button;
  }

  label() {
    for (const button of this.root.querySelectorAll(".keys > button")) {
      const name = button.dataset.key;
      if (name.length > 1) this.labelSpecial(button, name);
      else {
        button.textContent = this.shown(name);
        const spoken = word(`sign ${name}`);
        if (spoken) button.setAttribute("aria-label", spoken);
      }
    }
  }

  labelSpecial(button, name) {
    const isSigns = this.page === "signs";
    const other = isSigns ? ["abc", "key_letters"] : ["123", "key_digits"];
    const [text, key] = name === "other" ? other : [FACES[name], `key_${name}`];
    button.textContent = text ?? say("key_space");
    button.setAttribute("aria-label", say(key));
    if (name !== "shift") return;
    button.dataset.shift = this.shift;
    button.setAttribute("aria-pressed", String(this.shift !== "off"));
  }

  shown(letter) {
    return this.shift === "off" ? letter : capital(letter, this.language);
  }

  // Called when a new sentence begins, or no longer does.
  suggestShift(isStart) {
    if (this.shift === "locked" || (this.shift === "once") === isStart) return;
    this.shift = isStart ? "once" : "off";
    this.label();
  }

  touch(event) {
    const button = event.target.closest("button");
    if (!button || event.button > 0) return;
    event.preventDefault();
    this.stop();
    button.classList.add("pressed");
    if (button.dataset.instead) return this.take(button);
    this.press(button);
    const name = button.dataset.key;
    if (name === "backspace") this.repeat(REPEAT_AFTER_MS);
    else if (others(name, this.language).length) {
      this.timer = setTimeout(() => this.open(button), LONG_PRESS_MS);
    }
  }

  // A finger or mouse was heard when it came down; this is a keyboard or a screen reader.
  click(event) {
    const button = event.target.closest("button");
    if (!button || event.pointerType) return;
    if (button.dataset.instead) this.take(button);
    else this.press(button);
  }

  press(button) {
    this.close();
    const name = button.dataset.key;
    if (name === "shift") this.turnShift();
    else if (name === "other") this.turnPage();
    else if (name === "backspace") this.hands.erase();
    else this.type(name === "space" ? " " : this.shown(name));
  }

  type(text) {
    if (this.shift === "once") {
      this.shift = "off";
      this.label();
    }
    this.typed = text;
    this.hands.type(text);
  }

  turnShift() {
    const isDouble = performance.now() - this.shiftedAt < DOUBLE_TAP_MS;
    this.shiftedAt = performance.now();
    if (isDouble && this.shift !== "locked") this.shift = "locked";
    else this.shift = this.shift === "off" ? "once" : "off";
    this.label();
  }

  turnPage() {
    const hadFocus = this.root.contains(document.activeElement);
    this.page = this.page === "signs" ? "letters" : "signs";
    this.draw();
    if (hadFocus) this.focus(this.root.querySelector('[data-key="other"]'));
  }

  repeat(wait) {
    this.timer = setTimeout(() => {
      this.hands.erase();
      this.repeat(REPEAT_MS);
    }, wait);
  }

  stop() {
    clearTimeout(this.timer);
    for (const button of this.root.querySelectorAll(".pressed")) {
      button.classList.remove("pressed");
    }
  }

  // The letters that a long press offers, above the key.
  open(button) {
    const letter = button.dataset.key;
    const wasCapital = this.typed !== letter;
    this.menu = document.createElement("div");
    this.menu.className = "others";
    this.menu.setAttribute("role", "group");
    this.menu.setAttribute("aria-label", say("key_others").replace("{letter}", letter));
    this.menu.append(...others(letter, this.language).map((sign) => {
      const other = this.key(sign);
      other.textContent = wasCapital ? capital(sign, this.language) : sign;
      other.dataset.instead = other.textContent;
      other.tabIndex = 0;
      return other;
    }));
    this.root.append(this.menu);
    const [around, box] = [this.root, button].map((node) => node.getBoundingClientRect());
    const width = this.menu.offsetWidth;
    const middle = box.left - around.left + box.width / 2 - width / 2;
    const left = Math.max(0, Math.min(middle, around.width - width));
    this.menu.style.left = `${left}px`;
    this.menu.style.bottom = `${around.bottom - box.top + 4}px`;
    if (button === document.activeElement) this.menu.firstChild.focus();
  }

  take(button) {
    this.hands.replace(button.dataset.instead);
    this.close();
  }

  close() {
    const hadFocus = this.menu?.contains(document.activeElement);
    this.menu?.remove();
    this.menu = null;
    if (hadFocus) this.focus(this.root.querySelector("button"));
  }

  focus(button) {
    for (const other of this.root.querySelectorAll(".keys > button")) other.tabIndex = -1;
    button.tabIndex = 0;
    button.focus();
  }

  // Arrow keys go from key to key; a held Enter is a long press.
  walk(event) {
    const button = event.target.closest("button");
    if (event.key === "Escape" && this.menu) {
      event.stopPropagation();
      return this.close();
    }
    if (event.repeat && ["Enter", " "].includes(event.key)) {
      const name = button.dataset.key;
      if (name === "backspace") return;
      event.preventDefault();
      if (!this.menu && others(name, this.language).length) this.open(button);
      return;
    }
    const next = neighbour(button, event.key);
    if (!next) return;
    event.preventDefault();
    if (this.menu) next.focus();
    else this.focus(next);
  }
}

function neighbour(button, key) {
  const row = button.parentElement;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (step) return row.children[[...row.children].indexOf(button) + step];
  const beside = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling };
  const other = beside[key];
  if (!other?.classList.contains("keys")) return null;
  const box = button.getBoundingClientRect();
  const at = box.left + box.width / 2;
  return [...other.children].find((near) => near.getBoundingClientRect().right > at)
    ?? other.lastElementChild;
}
