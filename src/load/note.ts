import { markedProjects } from "../engine/mod.ts";

/** What to tell about a plugin that was loaded and has no impl. */
export function noteFor(plugin: object, project: string): string {
  const others = markedProjects(plugin).filter((other) => other !== project);
  return others.length === 0
    ? `it has no impl of any hook of '${project}'. Are its members marked with hookimpl?`
    : `it has impls for ${others.map((other) => `'${other}'`).join(", ")}, but none for '${project}'.`;
}
