// Thanks that fit what was said, in the shop's own wording where it has some.

import { mood, now, say } from "./visit.js";

const COMPLAINTS = ["negative", "mixed"];

// What stands under the thanks: the shop's line that fits most closely, or our own words.
export function thanksText() {
  const read = wasRead();
  const line = best(read);
  if (line) return line;
  const theme = read?.themes?.find((name) => name !== "other");
  return theme ? say("thanks_about").replace("{theme}", say(`theme ${theme}`)) : null;
}

// What software read in the words that were sent, if it was allowed to.
function wasRead() {
  const { preview, reader, said } = now.visit;
  return said === "sent" && reader === "software" ? preview : null;
}

function best(read) {
  // Nobody who complained is thanked gladly, whatever face was touched.
  const isComplaint = COMPLAINTS.includes(read?.label);
  const wanted = isComplaint && mood() === "happy" ? "plain" : mood();
  const fits = (line) => line.mood === wanted && written(line)
    && (!line.theme || read?.themes?.includes(line.theme))
    && (!line.feeling || read?.feelings?.includes(line.feeling));
  const closeness = (line) => 2 * Boolean(line.theme) + Boolean(line.feeling);
  const [first] = now.asked.thanks.filter(fits)
    .sort((one, other) => closeness(other) - closeness(one));
  return first && written(first);
}

// In the language on the screen; a line in another one is not for this customer.
function written({ text }) {
  return text[now.language] ?? text[now.language.split("-")[0]];
}
