// Where the page begins: faults are reported from the first line on.

import "./faults.js";
import { start } from "./kiosk.js";

// What only a dead page needs ends here: the refresh, and heal.js holding what is pressed;
// unless heal.js knows of a file that is missing and loads the page anew.
function begin() {
  if (!dispatchEvent(new Event("ready", { cancelable: true }))) return;
  window.stop();
  document.querySelector("meta[http-equiv=refresh]").remove();
  start();
  dispatchEvent(new Event("alive"));
}

if (document.readyState === "complete") begin();
else addEventListener("load", begin);
