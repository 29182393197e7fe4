import { memberNames, memberOf, specKey, UsageError } from "../engine/mod.ts";
import { namespaceParts } from "../manager/add_hookspecs.ts";

/**
 * The host that a plugin is for: the class of its hook specs, or, where that class has the specs of several projects or
 * they are in an object, the project's name with them.
 */
export type Host<S> = (abstract new (...args: never[]) => S) | {
  /** The name of the host's project. */
  readonly project: string;
  /** The class or object with its hook specs. */
  readonly specs: (abstract new (...args: never[]) => S) | S;
};

/** A host, taken apart. */
export interface HostParts<S> {
  readonly project: string;
  readonly specs: (abstract new (...args: never[]) => S) | S;
}

const PREFIX = Symbol.keyFor(specKey(""))!;

/**
 * Finds the project of a host by the marks on its specs, if it is not said.
 *
 * @throws {UsageError} If no member is marked, or they are marked for several projects.
 */
export function partsOf<S>(host: Host<S>): HostParts<S> {
  if (typeof host !== "function") return host;
  const projects = [...new Set(hooksOf(host).map(({ project }) => project))];
  if (projects.length === 1) return { project: projects[0]!, specs: host };
  const name = host.name || "the class";
  throw new UsageError(
    "bad-host",
    `Cannot test a plugin for ${name}: ${
      projects.length === 0
        ? "none of its methods is marked by a hookspecMarker. Is it the class of the host's specs?"
        : `its methods are marked for ${projects.join(" and ")}. Say { project: "${projects[0]}", specs: ${name} }.`
    }`,
  );
}

/** The names of the hooks of a host. */
export function hookNames<S>({ project, specs }: HostParts<S>): string[] {
  return hooksOf(specs as object).filter((hook) => hook.project === project).map(({ name }) => name);
}

function hooksOf(specs: object): { name: string; project: string }[] {
  return namespaceParts(specs).flatMap((part) =>
    memberNames(part).flatMap((name) => {
      const member = memberOf(part, name);
      if (typeof member !== "function") return [];
      return Object.getOwnPropertySymbols(member).flatMap((key) => {
        const text = Symbol.keyFor(key);
        return text?.startsWith(PREFIX) ? [{ name, project: text.slice(PREFIX.length) }] : [];
      });
    })
  );
}
