import { asRecord } from "./jsonc.ts";
import type { Project } from "./project.ts";

/** Those of TypeScript's options that change what a module does when it runs. */
const RUNTIME_OPTIONS = [
  "emitDecoratorMetadata",
  "experimentalDecorators",
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "jsxPrecompileSkipElements",
  "verbatimModuleSyntax",
];

/** The compiler options of a project without which its modules would mean something else. */
export function runtimeOptions({ deno, workspace }: Project): Record<string, unknown> {
  const all = { ...asRecord(workspace?.root.content.compilerOptions), ...asRecord(deno?.content.compilerOptions) };
  return Object.fromEntries(Object.entries(all).filter(([key]) => RUNTIME_OPTIONS.includes(key)));
}
