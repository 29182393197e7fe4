export { secret } from "../../../outside/code.ts";
