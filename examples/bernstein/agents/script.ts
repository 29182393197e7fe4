/**
 * What a scripted agent does: the steps of one attempt.
 *
 * @module
 */
import { z } from "zod";

/** One step of a scripted agent. */
export type Step = z.infer<typeof stepSchema>;

/** Checks a step. Each is an object with one member, whose name says what to do. */
export const stepSchema = z.union([
  // Writes a line to stdout.
  z.strictObject({ say: z.string() }),
  // Writes what it has cost so far, in US dollars.
  z.strictObject({ cost: z.number().nonnegative() }),
  // Writes files, given by their paths in the task's folder; lines, or a text.
  z.strictObject({ write: z.record(z.string(), z.union([z.string(), z.array(z.string())])) }),
  // Waits, in milliseconds.
  z.strictObject({ wait: z.number().nonnegative() }),
  // Never ends, and does not heed SIGTERM.
  z.strictObject({ hang: z.literal(true) }),
  // Starts a process in a session of its own that would outlive it.
  z.strictObject({ leave: z.array(z.string()).min(1) }),
  // Writes so many bytes of nonsense.
  z.strictObject({ flood: z.int().positive() }),
  // Ends with an exit code.
  z.strictObject({ exit: z.int().min(0).max(255) }),
  // Ends by a signal.
  z.strictObject({ die: z.enum(["SIGKILL", "SIGTERM", "SIGABRT"]) }),
], 'must be a step with one member, such as {"say": "hello"}');
