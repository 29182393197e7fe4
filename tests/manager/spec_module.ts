/** A namespace of specs that is a module. */
import { hookspec } from "../engine/support.ts";

export const run = hookspec(() => undefined);

export const version = 1;
