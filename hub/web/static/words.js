// What alerts are called, and how long ago things were.

const WHAT = {
  unhappy: (times) => (times > 1 ? `${times} unhappy answers` : "Unhappy customer"),
  help: (times) => (times > 1 ? `Someone is needed (${times} calls)` : "Someone is needed"),
  silent: () => "No word from a device",
};

export const OUTCOMES = {
  solved: "Solved",
  explained: "Explained",
  refunded: "Refunded or replaced",
  customer_left: "Customer had left",
  nothing_to_do: "Nothing to do",
  false_alarm: "False alarm",
};

export function what(step) {
  return (WHAT[step.kind] ?? (() => step.kind))(step.times);
}

export function where(step) {
  return step.subject ? `${step.touchpoint} (${step.subject})` : step.touchpoint;
}

export function howItEnded(step) {
  if (step.state === "cleared") return "Over by itself";
  return OUTCOMES[step.outcome] ?? "Done";
}

export function age(ms) {
  const minutes = Math.floor(ms / 60000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min ago`;
}
