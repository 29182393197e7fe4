// TS2339: Property 'length' does not exist on type 'Promise<string[]>'.
// the result of an asynchronous call without await: it is a promise
import { pm } from "../host.ts";

pm.hook.fetchNames({ id: 1 }).length;
