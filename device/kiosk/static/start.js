// Where the page begins: faults are reported from the first line on.

import "./faults.js";
import { start } from "./kiosk.js";

start();
