/** A plugin that is a module. */
import { hookimpl } from "../engine/support.ts";

export const name = "as module";

export const run = hookimpl(() => "from a module");
