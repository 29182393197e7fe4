import { isPlainHttp } from "../../manifest/plain_http.ts";
import { type CheckedPlugin, checkProblem } from "./problem.ts";

/**
 * Refuses an `http:` address off the loopback interface that nothing pins, before anything is fetched.
 *
 * @throws {PluginLoadError}
 */
export function refusePlainHttp(url: string, integrity: string | undefined, who: CheckedPlugin): void {
  if (integrity !== undefined || !isPlainHttp(url)) return;
  throw checkProblem(
    "plain-http",
    who,
    `what comes from ${url} can be changed by anyone on the way here.`,
    'Write https:, or pin the source with "integrity".',
  );
}

/**
 * Looks where an address leads that nothing pins. A pinned one may lead anywhere: the hash decides.
 *
 * @returns What should be known of it, if it leads to another origin.
 * @throws {PluginLoadError} If it leads to an `http:` address off the loopback interface.
 */
export function noteOfRedirect(
  from: string,
  to: string,
  integrity: string | undefined,
  who: CheckedPlugin,
): string | undefined {
  if (integrity !== undefined || !/^https?:/i.test(from)) return undefined;
  refusePlainHttp(to, integrity, who);
  const [asked, answering] = [new URL(from).origin, URL.parse(to)?.origin ?? to];
  return asked === answering
    ? undefined
    : `its address leads from ${asked} to ${to}. "from" can name that address, or "integrity" pin its source.`;
}
