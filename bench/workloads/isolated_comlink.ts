/**
 * Bare comlink, run in a worker: the side that answers.
 *
 * @module
 */
import { expose } from "npm:comlink@4.4.2";

expose({ answer: ({ n }: { n: number }) => n });
