/**
 * What a plugin is told of itself when it is made: the second parameter of its constructor or function.
 *
 * @example
 * ```ts
 * import type { PluginContext } from "@tenon/tenon";
 *
 * export default class Notifier {
 *   readonly #name: string;
 *
 *   constructor(_options: unknown, { name }: PluginContext) {
 *     this.#name = name;
 *   }
 * }
 * ```
 */
export interface PluginContext {
  /** The name that it has in the manifest, and is registered under. */
  readonly name: string;
  /** The project whose hooks it has impls of. */
  readonly project: string;
}
