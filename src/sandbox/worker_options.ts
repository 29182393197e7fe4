import { fork } from "node:child_process";

let known: Promise<boolean | undefined> | undefined;

/**
 * Whether this process may start workers with permissions of their own: Deno's unstable feature `worker-options`. `undefined`
 * if that cannot be told.
 *
 * A process that tries it without the feature is ended by Deno with exit code 70, which cannot be caught, and nothing says
 * beforehand whether it is there. But Node's `fork` hands the unstable features of a process down to the one it starts: so a
 * forked process tries it, and its exit code tells.
 */
export function hasWorkerOptions(): Promise<boolean | undefined> {
  return known ??= find();
}

async function find(): Promise<boolean | undefined> {
  const attempt =
    'new Worker("data:text/javascript,close()", { type: "module", deno: { permissions: "none" } }).terminate()';
  try {
    const child = fork(`data:text/javascript,${encodeURIComponent(attempt)}`, [], { stdio: "ignore", env: {} });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("exit", resolve);
      child.on("error", reject);
    });
    return code === 0 ? true : code === 70 ? false : undefined;
  } catch {
    return undefined;
  }
}

/** The flags without which that cannot be told: Node's `fork` looks whether the variable is set. */
export function flagsForTelling(): string {
  return `--allow-run=${Deno.execPath()} and --allow-env=NODE_V8_COVERAGE`;
}
