// Sound and vibration for what nobody has taken yet; made here, no file.

import { say } from "./words.js";

const STORE = "heed-sound";
const AGAIN_MS = 30000;
const TUNES = {
  help: [880, 1175, 880, 1175],
  unhappy: [784, 587],
  silent: [440],
};
const NOTE_S = 0.22;
const VIBRATION_MS = [300, 150, 300];

export class Sound {
  // Browsers let a page sound only after somebody has touched it.
  constructor(button) {
    this.button = button;
    this.context = null;
    this.rung = -Infinity; // when it last sounded
    button.addEventListener("click", () => this.toggle());
    for (const name of ["pointerdown", "keydown"]) {
      addEventListener(name, (event) => this.unlock(event), { passive: true });
    }
    this.show();
  }

  get wanted() {
    return localStorage.getItem(STORE) !== "off";
  }

  get ready() {
    return this.context?.state === "running";
  }

  toggle() {
    // The first touch of a button that asks for it only unlocks the sound.
    if (!this.unlocking) localStorage.setItem(STORE, this.wanted ? "off" : "on");
    this.unlocking = false;
    this.show();
  }

  async unlock(touch) {
    if (this.ready) return;
    this.unlocking = this.wanted && this.button.contains(touch.target);
    this.context ??= new AudioContext();
    await this.context.resume();
    this.show();
  }

  show() {
    const state = !this.wanted ? "off" : this.ready ? "on" : "locked";
    this.button.dataset.sound = state;
    this.button.textContent = say(`sound_${state}`);
    this.button.setAttribute("aria-pressed", String(state === "on"));
  }

  // Called each second with the alerts that nobody has taken.
  remind(steps, now) {
    if (!steps.length) {
      this.rung = -Infinity; // when it last sounded
      return;
    }
    if (now - this.rung >= AGAIN_MS) this.ring(steps[0].kind, now);
  }

  ring(kind, now) {
    if (this.wanted && !this.ready) return;
    this.rung = now;
    if (!this.wanted) return;
    this.play(kind);
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(VIBRATION_MS);
  }

  test() {
    if (this.context) this.play("help");
  }

  play(kind) {
    const start = this.context.currentTime + 0.02;
    (TUNES[kind] ?? TUNES.unhappy).forEach((pitch, place) => {
      this.note(pitch, start + place * NOTE_S);
    });
  }

  note(pitch, at) {
    const [tone, loudness] = [this.context.createOscillator(), this.context.createGain()];
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.4, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
    tone.connect(loudness).connect(this.context.destination);
    tone.start(at);
    tone.stop(at + NOTE_S);
  }
}
