/** What to tell about a plugin that was loaded and has no impl. Takes the projects that its members are marked for. */
export function noteFor(projects: readonly string[], project: string): string {
  const others = projects.filter((other) => other !== project);
  return others.length === 0
    ? `it has no impl of any hook of '${project}'. Are its members marked with hookimpl?`
    : `it has impls for ${others.map((other) => `'${other}'`).join(", ")}, but none for '${project}'.`;
}
