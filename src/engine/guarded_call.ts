import { type Attributed, reattributed } from "./attribution.ts";
import { underDeadline } from "./deadline.ts";
import { countFailure, forgetFailures, isOfCaller, isOfValidator } from "./failures.ts";
import type { HookImpl } from "./impl.ts";
import { isThenable } from "./kinds.ts";
import {
  type CallArguments,
  didNotYield,
  notIterator,
  type Plan,
  requireArguments,
  secondYield,
  timedOut,
  wantsContext,
} from "./plan.ts";
import { HookResult } from "./result.ts";
import { type CallPhase, noteSource } from "./source.ts";
import type { SteppedCall } from "./steps.ts";
import { teardownRaised } from "./teardown_warning.ts";
import type { CallContext } from "./types.ts";
import { unheard } from "./unheard.ts";
import { checkAnswer } from "./values.ts";

type AnyGenerator = Generator | AsyncGenerator;

interface Entered {
  readonly impl: HookImpl;
  readonly generator: AnyGenerator;
  readonly controller: AbortController | undefined;
}

/**
 * What the next step does:
 *
 *     enter* → (answer [check])* or together → (resume [returned] [recheck] or close)* → done
 *
 * `together` starts all plain impls of a concurrent hook. `check` and `recheck` hold an answer, or what a wrapper put in place
 * of the outcome, against the hook's validator. `returned` awaits the promise that a sync generator returned. `close` ends a
 * generator that yielded twice.
 */
type Phase = "enter" | "answer" | "check" | "together" | "resume" | "returned" | "recheck" | "close" | "done";

/**
 * A call that does more than pluggy's: errors that are skipped, deadlines, contexts, checked answers, attribution,
 * concurrent impls, and the counting of failures. Its rules are otherwise those of the plain loops, which calls without
 * any of these go through.
 */
export class GuardedCall implements SteppedCall {
  readonly plan: Plan;
  readonly busy = true;
  slot = 0;
  readonly #args: CallArguments;
  readonly #check: boolean;
  #phase: Phase;
  /** How many wrappers have been entered or skipped, and how many plain impls have had their turn. */
  #wrappers = 0;
  #plain = 0;
  readonly #entered: Entered[] = [];
  /** The wrapper that is being entered or resumed. */
  #current: Entered | undefined;
  #box: HookResult | undefined;
  /** What was answered, until it has been checked. */
  #candidate: unknown;
  #answers: Attributed[] = [];
  #failed = false;
  /** The value so far, or the error. */
  #content: unknown;
  #waiting: readonly HookImpl[] = [];

  constructor(plan: Plan, args: CallArguments, check: boolean) {
    this.plan = plan;
    this.#args = args;
    this.#check = check;
    this.#phase = "enter";
    this.#nextWrapper();
  }

  get done(): boolean {
    return this.#phase === "done";
  }

  waitingFor(): readonly HookImpl[] {
    return this.#waiting;
  }

  outcome(): unknown {
    if (this.#failed) throw this.#content;
    return this.#content;
  }

  /** Whose an outcome is that monitors may have changed: a list, or one or none of a firstresult hook. */
  attributed(outcome: unknown): Attributed[] | Attributed | undefined {
    const { firstresult } = this.plan;
    const answers = reattributed(this.#answers, outcome, firstresult, "<monitor>");
    return firstresult ? answers[0] : answers;
  }

  step(): unknown {
    this.#waiting = [];
    switch (this.#phase) {
      case "enter":
        return this.#enter(this.plan.wrappers[this.#wrappers]!);
      case "answer":
        return this.#answer(this.plan.plain[this.#plain]!);
      case "together":
        return this.#together();
      case "resume":
        return this.#resume();
      case "returned":
        return this.#inTime(this.#candidate, this.#current!.impl, "teardown", this.#current!.controller);
      case "check":
      case "recheck":
        return this.#checked();
      case "close":
        return this.#inTime(this.#current!.generator.return(undefined), this.#current!.impl, "teardown");
    }
  }

  settle(given: unknown): void {
    switch (this.#phase) {
      case "enter":
        return this.#didEnter(given as IteratorResult<unknown>);
      case "answer":
        if (given === undefined || given === null) return this.#answered(given);
        this.#candidate = given;
        if (this.#schema === undefined) return this.#answered(given);
        this.#phase = "check";
        return;
      case "check":
        return this.#answered(given);
      case "together":
        return this.#allAnswered(given as readonly Settled[]);
      case "resume":
        return this.#didResume(given as IteratorResult<unknown>);
      case "returned":
        return this.#returned(given);
      case "recheck":
        return this.#took(given);
      case "close":
        throw secondYield(this.plan, this.#current!.impl);
    }
  }

  fail(error: unknown): void {
    try {
      this.#fail(error);
    } catch (thrown) {
      // A warning handler may make warnings errors.
      this.#leave(true, thrown);
    }
  }

  #fail(error: unknown): void {
    switch (this.#phase) {
      case "enter": {
        const impl = this.plan.wrappers[this.#wrappers]!;
        const skip = this.#report(impl, "setup", error);
        if (!skip) return this.#leave(true, error);
        this.#wrappers++;
        return this.#nextWrapper();
      }
      case "answer":
      case "check": {
        const impl = this.plan.plain[this.#plain]!;
        if (!this.#report(impl, "call", error)) return this.#leave(true, error);
        this.#plain++;
        return this.#nextPlain();
      }
      case "together":
        return this.#leave(true, error);
      default:
        return this.#teardownFailed(error);
    }
  }

  get #schema() {
    return this.plan.spec?.opts.schemas?.result;
  }

  #nextWrapper(): void {
    if (this.#wrappers < this.plan.wrappers.length) {
      this.#phase = "enter";
    } else if (this.plan.spec?.opts.concurrent) {
      this.#phase = "together";
    } else {
      this.#nextPlain();
    }
  }

  #nextPlain(): void {
    if (this.#plain < this.plan.plain.length) this.#phase = "answer";
    else this.#allGiven();
  }

  #allGiven(): void {
    const { firstresult } = this.plan;
    this.#leave(false, firstresult ? this.#answers[0]?.value : this.#answers.map(({ value }) => value));
  }

  /** Goes on with an outcome to the next wrapper further out. */
  #leave(failed: boolean, content: unknown): void {
    if (failed) this.#answers = [];
    this.#failed = failed;
    this.#content = content;
    this.#phase = this.#entered.length === 0 ? "done" : "resume";
  }

  #call(impl: HookImpl): { given: unknown; controller: AbortController | undefined } {
    if (this.#check) requireArguments(this.plan, impl, this.#args);
    if (!wantsContext(impl)) {
      return { given: impl.function.call(impl.owner.plugin, this.#args), controller: undefined };
    }
    const controller = new AbortController();
    const context: CallContext = { signal: controller.signal };
    return { given: impl.function.call(impl.owner.plugin, this.#args, context), controller };
  }

  #enter(impl: HookImpl): unknown {
    const { given, controller } = this.#call(impl);
    const generator = given as AnyGenerator;
    if (typeof generator?.next !== "function") throw notIterator(this.plan, impl, given);
    this.#current = { impl, generator, controller };
    return this.#inTime(generator.next(), impl, "setup", controller, () => generator.return(undefined));
  }

  #didEnter(step: IteratorResult<unknown>): void {
    const current = this.#current!;
    if (step.done) throw didNotYield(this.plan, current.impl);
    this.#entered.push(current);
    this.#wrappers++;
    this.#nextWrapper();
  }

  #answer(impl: HookImpl): unknown {
    const { given, controller } = this.#call(impl);
    return this.#inTime(given, impl, "call", controller);
  }

  #answered(value: unknown): void {
    const impl = this.plan.plain[this.#plain]!;
    forgetFailures(impl);
    this.#plain++;
    if (value === undefined || value === null) return this.#nextPlain();
    this.#answers.push({ plugin: impl.owner.name, value });
    if (this.plan.firstresult) this.#allGiven();
    else this.#nextPlain();
  }

  /** Starts all plain impls, and waits until each has settled. */
  #together(): unknown {
    const running = new Set(this.plan.plain);
    const settled = this.plan.plain.map(async (impl): Promise<Settled> => {
      try {
        const answer = await this.#answer(impl);
        const none = answer === undefined || answer === null || this.#schema === undefined;
        return {
          failed: false,
          content: none ? answer : await checkAnswer(this.#schema, this.plan.hook, impl, answer),
        };
      } catch (error) {
        return { failed: true, content: error };
      } finally {
        running.delete(impl);
        this.#waiting = [...running];
      }
    });
    this.#waiting = [...running];
    return Promise.all(settled);
  }

  #allAnswered(settled: readonly Settled[]): void {
    const fatal: { impl: HookImpl; error: unknown }[] = [];
    for (const [i, { failed, content }] of settled.entries()) {
      const impl = this.plan.plain[i]!;
      if (failed) {
        if (!this.#report(impl, "call", content)) fatal.push({ impl, error: content });
        continue;
      }
      forgetFailures(impl);
      if (content !== undefined && content !== null) this.#answers.push({ plugin: impl.owner.name, value: content });
    }
    const [first, ...others] = fatal;
    if (first === undefined) return this.#allGiven();
    const failures = others.map(({ impl, error }) => ({ plugin: impl.owner.name, error }));
    noteSource(first.error, this.plan.hook, first.impl, "call", failures);
    this.#leave(true, first.error);
  }

  #resume(): unknown {
    // A wrapper leaves the list before it is resumed, so that one which fails is not resumed again.
    const { impl, generator, controller } = this.#current = this.#entered.pop()!;
    const old = impl.opts.hookwrapper;
    this.#box = !old ? undefined : this.#failed ? HookResult.ofError(this.#content) : HookResult.ofValue(this.#content);
    const step = this.#box === undefined && this.#failed
      ? generator.throw(this.#content)
      : generator.next(this.#box ?? this.#content);
    return this.#inTime(step, impl, "teardown", controller);
  }

  #didResume(step: IteratorResult<unknown>): void {
    const box = this.#box;
    if (!step.done) {
      this.#phase = "close";
    } else if (box?.failed) {
      // What an old-style wrapper sets is its own doing, but not a failure.
      noteSource(box.exception, this.plan.hook, this.#current!.impl, "teardown");
      this.#leave(true, box.exception);
    } else if (box !== undefined) {
      this.#returned(box.getResult());
    } else if (isThenable(step.value)) {
      // A sync generator that returns a promise.
      this.#candidate = step.value;
      this.#phase = "returned";
    } else {
      this.#returned(step.value);
    }
  }

  /** A wrapper put a value in place of the outcome, or kept it. */
  #returned(value: unknown): void {
    this.#candidate = value;
    // A list may be the same one, and yet have something new in it.
    const list = !this.plan.firstresult && Array.isArray(value);
    const kept = !list && !this.#failed && Object.is(value, this.#content);
    if (kept || this.#schema === undefined || value === undefined || value === null) this.#took(value);
    else this.#phase = "recheck";
  }

  /** The outcome goes on as a wrapper left it. */
  #took(value: unknown): void {
    const { impl } = this.#current!;
    forgetFailures(impl);
    this.#answers = reattributed(this.#answers, value, this.plan.firstresult, impl.owner.name);
    this.#leave(false, value);
  }

  /** Checks what was answered, or each new answer in what a wrapper returned. */
  #checked(): unknown {
    const schema = this.#schema!;
    const value = this.#candidate;
    const { hook, firstresult } = this.plan;
    if (this.#phase === "check") return checkAnswer(schema, hook, this.plan.plain[this.#plain]!, value);
    const { impl } = this.#current!;
    if (firstresult || !Array.isArray(value)) return checkAnswer(schema, hook, impl, value);
    const known = new Set(this.#answers.map((answer) => answer.value));
    const checked = value.map((item) => known.has(item) ? item : checkAnswer(schema, hook, impl, item));
    return checked.some(isThenable) ? Promise.all(checked) : checked;
  }

  #teardownFailed(error: unknown): void {
    const { impl } = this.#current!;
    // A wrapper that lets the error pass which it was given has not failed.
    if (this.#failed && this.#box === undefined && Object.is(error, this.#content)) return this.#leave(true, error);
    const raised = this.#phase === "resume" && this.#box !== undefined;
    // One that was given an error, and throws another, may only have translated it.
    const skip = this.#report(impl, "teardown", error, !this.#failed);
    if (skip) return this.#keep();
    if (raised) this.plan.env.warn(teardownRaised(this.plan, impl, error));
    this.#leave(true, error);
  }

  /** The outcome goes on as it was: a list without what the wrapper may have done to it. */
  #keep(): void {
    if (!this.#failed && !this.plan.firstresult && Array.isArray(this.#content)) {
      this.#content = this.#answers.map(({ value }) => value);
    }
    this.#phase = this.#entered.length === 0 ? "done" : "resume";
  }

  /** Notes that an impl failed. Gives whether it is to be skipped. */
  #report(impl: HookImpl, phase: CallPhase, error: unknown, counts = true): boolean {
    if (isOfValidator(error)) return false;
    const { hook, spec, env } = this.plan;
    const { owner } = impl;
    noteSource(error, hook, impl, phase);
    const skip = (owner.policy?.onError ?? spec?.opts.onError ?? env.policy.onError) === "skip";
    if (skip) env.skipped({ error, plugin: owner.name, hook, phase, args: Object.keys(this.#args) });
    if (env.quarantineAfter !== undefined && counts && !isOfCaller(error)) {
      const times = countFailure(impl);
      if (times >= env.quarantineAfter) env.quarantine(owner, { hook, error, times });
    }
    return skip;
  }

  /**
   * Puts what an impl gave under its deadline, if it has one and what it gave is a promise. When the deadline passes, what
   * the impl gives later is dropped and reported, and `abandon` is called.
   */
  #inTime(
    given: unknown,
    impl: HookImpl,
    phase: CallPhase,
    controller?: AbortController,
    abandon?: () => unknown,
  ): unknown {
    if (!isThenable(given)) return given;
    this.#waiting = [impl];
    const { hook, spec, env } = this.plan;
    // A synchronous hook waits for nobody.
    const ms = !this.plan.isAsync
      ? undefined
      : impl.owner.policy?.timeoutMs ?? spec?.opts.timeoutMs ?? env.policy.timeoutMs;
    if (ms === undefined) return given;
    return underDeadline(given, ms, {
      error: () => timedOut(this.plan, impl, ms),
      passed: (error) => {
        controller?.abort(error);
        if (abandon !== undefined) unheard(abandon);
      },
      late: ({ failed, error }) => env.late({ plugin: impl.owner.name, hook, phase, failed, error }),
    });
  }
}

interface Settled {
  readonly failed: boolean;
  readonly content: unknown;
}
