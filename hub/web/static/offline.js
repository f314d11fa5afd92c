// Shown while the hub is away: asks every few seconds and goes back to the floor.

const AGAIN_MS = 3000;

async function look() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store" });
    if (answer.ok) location.replace("/floor");
  } catch {
    // Still away; asked again in a moment.
  }
}

setInterval(look, AGAIN_MS);
