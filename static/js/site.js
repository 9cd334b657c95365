// What every page may have and does without: the device's position.
import { offerPosition } from "./position.js";

offerPosition();
