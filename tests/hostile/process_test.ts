/** Hostile plugins, each in a process of its own. */
import { declareClosed } from "./declare.ts";

declareClosed("process");
