// TS2345: Property 'name' is missing in type '{ loud: true; }' but required in type
// a call that lacks an argument: the error names it
import { pm } from "../host.ts";

pm.hook.greet({ loud: true });
