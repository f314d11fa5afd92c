// What the floor page says, in the language that the tablet chose.

export const page = document.documentElement;
const WORDS = JSON.parse(page.dataset.words);

export function say(key, values = {}) {
  return WORDS[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// The same as nodes: what people wrote stands apart, whatever its direction.
export function sayNodes(key, values) {
  return WORDS[key].split(/(\{\w+\})/).map((part) => {
    const name = part.match(/^\{(\w+)\}$/)?.[1];
    if (!name) return part;
    const apart = document.createElement("bdi");
    apart.textContent = values[name];
    return apart;
  });
}

const LOCALE = page.lang === "en" ? "en-GB" : page.lang;
const TIME = { hour: "2-digit", minute: "2-digit", timeZone: page.dataset.timezone };
export const clock = new Intl.DateTimeFormat(LOCALE, TIME);
const days = new Intl.DateTimeFormat(LOCALE, {
  weekday: "short",
  day: "numeric",
  month: "short",
  timeZone: page.dataset.timezone,
});

// Clock time, with the day where it isn't today.
export function moment(at, now) {
  const day = days.format(at);
  return day === days.format(now) ? clock.format(at) : `${day}, ${clock.format(at)}`;
}

export const OUTCOMES = [
  "solved",
  "explained",
  "refunded",
  "customer_left",
  "nothing_to_do",
  "false_alarm",
];

// Keys of themes and dangers as words, where we have them.
function named(detail) {
  const values = { ...detail };
  for (const name of ["theme", "urgent", "why"]) {
    if (!(name in values)) continue;
    const key = `${name}_${values[name]}`;
    values[name] = key in WORDS ? say(key) : String(values[name]).replaceAll("_", " ");
  }
  return values;
}

export function what(step) {
  const { kind, times, detail = {} } = step;
  const keys = [`${kind}_one`];
  if (times > 1) keys.unshift(`${kind}_many`);
  for (const more of ["soon", "usual"]) {
    if (more in detail) keys.unshift(`${kind}_${more}`);
  }
  const key = keys.find((each) => each in WORDS);
  return key ? say(key, { n: times, ...named(detail) }) : kind;
}

export function where(step) {
  return step.subject ? `${step.touchpoint} (${step.subject})` : step.touchpoint;
}

export function howItEnded(step) {
  if (step.state === "cleared") return say("over");
  return OUTCOMES.includes(step.outcome) ? say(step.outcome) : say("done");
}

export function age(ms) {
  const minutes = Math.floor(Math.max(0, ms) / 60000);
  if (minutes < 1) return say("just_now");
  if (minutes < 60) return say("minutes_ago", { n: minutes });
  return say("hours_ago", { h: Math.floor(minutes / 60), n: minutes % 60 });
}
