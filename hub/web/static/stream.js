// The line to the hub: every step once, and an honest word when it is broken.

const SILENCE_MS = 4500; // the hub says something every 2 s
const RETRY_MS = [500, 1000, 2000, 4000];

export class Line {
  // handlers: snapshot, step, devices, beat (each with its data) and state(name)
  constructor(handlers) {
    this.handlers = handlers;
    this.last = 0;
    this.failures = 0;
    this.heard = performance.now();
    addEventListener("offline", () => this.lost());
    addEventListener("online", () => this.open());
    setInterval(() => this.watch(), 250);
    this.open();
  }

  open() {
    clearTimeout(this.retry);
    this.source?.close();
    this.heard = performance.now();
    const source = new EventSource(
      this.last ? `/floor/stream?after=${this.last}` : "/floor/stream",
    );
    this.source = source;
    for (const name of ["snapshot", "step", "devices", "beat"]) {
      source.addEventListener(name, (event) => this.hear(name, event));
    }
    source.onerror = () => source === this.source && this.lost();
  }

  hear(name, event) {
    this.heard = performance.now();
    this.failures = 0;
    if (name === "snapshot" || name === "step") this.last = Number(event.lastEventId);
    this.handlers.state("live");
    this.handlers[name](JSON.parse(event.data));
  }

  watch() {
    if (this.source && performance.now() - this.heard > SILENCE_MS) this.lost();
  }

  lost() {
    this.source?.close();
    this.source = null;
    this.handlers.state("offline");
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    clearTimeout(this.retry);
    // Spread out, so that all tablets don't knock at once when the hub is back.
    this.retry = setTimeout(() => this.open(), wait * (0.75 + Math.random() / 2));
    if (this.failures > 1) this.handlers.lost();
  }
}
