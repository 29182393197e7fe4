/** A function that is marked as a wrapper and is none, and counts its calls. */
import { hookimplMarker } from "@tenon/tenon";

const hookimpl = hookimplMarker("odd");
let called = 0;

export const ask = (hookimpl as (options: object, fn: () => unknown) => unknown)({ wrapper: true }, () => ++called);

export const calls = hookimpl(() => called);
