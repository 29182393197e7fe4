// TS2339: Property 'nam' does not exist on type '{ name: string; loud?: boolean; }'.
// a function that destructures an argument that there is not: the error lists those that there are
import { hookimpl } from "../host.ts";

hookimpl({ specname: "greet" }, ({ nam }) => `${nam}`);
