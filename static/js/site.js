// What every page may have and does without.
import { leaveOutBlanks } from "./forms.js";
import { offerPosition } from "./position.js";

offerPosition();
leaveOutBlanks();
