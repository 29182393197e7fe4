// TS2349: Type 'HistoricHookCaller<
// a historic hook called directly: the error names the historic caller
import { pm } from "../host.ts";

pm.hook.onOpen({ path: "" });
