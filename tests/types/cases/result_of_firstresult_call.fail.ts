// TS18048: 'colour' is possibly 'undefined'.
// the result of a firstresult call used without a look: it may be undefined
import { pm } from "../host.ts";

const colour = pm.hook.pickColour({ hue: 1 });
colour.trim();
