// The day's list: what is over, filtered by what and where.

import { element } from "./card.js";
import { reopenButton } from "./turns.js";
import { clock, howItEnded, say, what, where } from "./words.js";

const $ = (id) => document.getElementById(id);
export class Today {
  constructor() {
    this.rows = [];
    for (const id of ["filter-kind", "filter-place"]) {
      $(id).addEventListener("change", () => this.paint());
    }
  }

  show(steps) {
    this.rows = [...steps].sort((a, b) => b.raised_at - a.raised_at || b.alert - a.alert);
    this.offerPlaces();
    this.paint();
  }

  offerPlaces() {
    const chosen = $("filter-place").value;
    const names = new Set(this.rows.map((step) => step.touchpoint));
    if (chosen) names.add(chosen);
    const everywhere = $("filter-place").options[0];
    const offered = [...names].sort().map((name) => new Option(name, name));
    const before = [...$("filter-place").options].slice(1).map((each) => each.value);
    if (before.join("\n") === offered.map((each) => each.value).join("\n")) return;
    $("filter-place").replaceChildren(everywhere, ...offered);
    $("filter-place").value = chosen;
  }

  paint() {
    const [kind, place] = [$("filter-kind").value, $("filter-place").value];
    const shown = this.rows.filter(
      (step) => (!kind || step.kind === kind) && (!place || step.touchpoint === place),
    );
    $("today").replaceChildren(...shown.map(row));
    $("nothing-yet").hidden = shown.length > 0;
    $("nothing-yet").textContent = say(this.rows.length ? "nothing_fits" : "nothing_yet");
  }
}

function row(step) {
  const line = element("li");
  line.dataset.alert = step.alert;
  line.dataset.state = step.state;
  const time = element("time", "", clock.format(step.raised_at));
  time.dateTime = new Date(step.raised_at).toISOString();
  const event = element("span", "", `${what(step)} · `);
  event.append(element("bdi", "", where(step)));
  line.append(time, event, element("span", "outcome", howItEnded(step)));
  const answers = Object.keys(step.detail?.helped ?? {});
  for (const answer of answers) {
    line.append(element("p", "recovered", say(`recovered_${answer}`)));
  }
  if ("after" in (step.detail ?? {})) {
    line.append(element("p", "recovered", say("till_after", step.detail)));
  }
  line.append(reopenButton(step));
  if (step.note) {
    const note = element("p", "note");
    note.append(element("bdi", "", step.note));
    line.append(note);
  }
  return line;
}
