import { type ErrorContext, TenonError } from "../../engine/mod.ts";

/**
 * Why a lock module cannot be written:
 *
 * - `no-place`: nobody said where, or the place is no local file;
 * - `not-ours`: another file is in its place;
 * - `unwritable`: the file cannot be read or written;
 * - `incomplete`: what discovery found could not be asked in full.
 */
export type LockErrorCode = "no-place" | "not-ours" | "unwritable" | "incomplete";

/** A lock module cannot be written. What was there before is still there. */
export class LockError extends TenonError {
  /** Takes the reason, a sentence, and what it is about. */
  constructor(code: LockErrorCode, message: string, context: ErrorContext = {}) {
    super(code, message, context);
  }
}
