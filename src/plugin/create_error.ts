/** There is no plugin in a module, or making it threw. Says why as a part of a sentence: who is concerned is not known here. */
export class CreateError extends Error {
  override readonly name = "CreateError";
  /** What kind of failure it is. */
  readonly code: string;
  /** What to do about it, if that can be said. */
  readonly hint: string | undefined;

  /** Takes what kind of failure it is, why, what to do, and what was thrown. */
  constructor(code: string, why: string, hint?: string, options?: { cause?: unknown }) {
    super(why, options);
    this.code = code;
    this.hint = hint;
  }
}
