// TS2769: 'tryfrist' does not exist in type 'Omit<HookimplOptions, "specname"> & { readonly specname?: HookNames<Spec>; }'. Did you mean to write 'tryfirst'?
// a misspelt option of a function: the error knows the right one
import { hookimpl } from "../host.ts";

hookimpl({ tryfrist: true }, () => "");
