// TS2339: Property 'callHistoric' does not exist on type 'HookCaller<
// callHistoric of a hook that is not historic: there is none
import { pm } from "../host.ts";

pm.hook.greet.callHistoric({ name: "" });
