// TS2554: Expected 1 arguments, but got 0.
// a call without arguments of a hook that needs some: the error counts them
import { pm } from "../host.ts";

pm.hook.greet();
