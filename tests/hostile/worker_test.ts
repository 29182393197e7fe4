/** Hostile plugins, each in a worker of the host's process. */
import { declareClosed } from "./declare.ts";

declareClosed("worker");
