/**
 * Posts messages to an incoming webhook of Slack, and tries again what may work the next time.
 *
 * @module
 */
import type { Payload } from "./message.ts";

/** How messages are delivered. */
export interface WebhookOptions {
  /** How often a message is tried, at most. */
  readonly attempts: number;
  /** How long to wait before the second attempt, in milliseconds; twice as long before each further one. */
  readonly retryMs: number;
  /** How long an attempt may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** A message that was given up. The reason never has the webhook's address, which is a secret. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
}

/** What one attempt came to. */
type Attempt =
  | { readonly state: "delivered" }
  /** Not now. `afterMs` is what Slack asked for. */
  | { readonly state: "later"; readonly why: string; readonly afterMs?: number | undefined }
  | { readonly state: "refused"; readonly why: string };

/** The longest wait between two attempts, whatever Slack asks for, in milliseconds. */
const LONGEST_MS = 60_000;

/** How much of an answer is read: Slack's are a word long. */
const ANSWER_BYTES = 1024;

/** A webhook. */
export class Webhook {
  readonly #url: string;
  readonly #options: WebhookOptions;

  /** Takes its address, and how messages are delivered. */
  constructor(url: string, options: WebhookOptions) {
    this.#url = url;
    this.#options = options;
  }

  /**
   * Delivers a message.
   *
   * @param hurry Ends waiting between attempts: each message then has one more attempt.
   * @param stop Ends everything.
   * @throws {DeliveryError} If Slack refused it, or no attempt succeeded.
   */
  async deliver(payload: Payload, hurry: AbortSignal, stop: AbortSignal): Promise<void> {
    const { attempts, retryMs } = this.#options;
    for (let attempt = 1;; attempt++) {
      const isLast = attempt >= attempts || hurry.aborted;
      const result = await this.#post(payload, stop);
      if (result.state === "delivered") return;
      if (result.state === "refused") throw new DeliveryError(result.why);
      if (isLast || stop.aborted) {
        throw new DeliveryError(`${result.why}, after ${attempt} ${attempt === 1 ? "attempt" : "attempts"}`);
      }
      // Nobody is to be at the door in step with all others that were turned away.
      const backoff = retryMs * 2 ** (attempt - 1) * (1 + Math.random() / 4);
      await pause(Math.min(Math.max(backoff, result.afterMs ?? 0), LONGEST_MS), hurry);
    }
  }

  async #post(payload: Payload, stop: AbortSignal): Promise<Attempt> {
    const { timeoutMs } = this.#options;
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify(payload),
        // The webhook's host is the only one that may be asked.
        redirect: "manual",
        signal: AbortSignal.any([deadline, stop]),
      });
      const answer = await beginningOf(response);
      if (response.ok) return answer === "ok" ? { state: "delivered" } : { state: "refused", why: STRANGER };
      const why = `it answered ${response.status}${/^\w+$/.test(answer) ? ` ${answer}` : ""}`;
      if (response.status !== 429 && response.status < 500) return { state: "refused", why };
      return { state: "later", why, afterMs: retryAfter(response.headers.get("retry-after")) };
    } catch (error) {
      if (stop.aborted) return { state: "later", why: "there was no time left" };
      if (deadline.aborted) return { state: "later", why: `it did not answer within ${timeoutMs} ms` };
      if (error instanceof Deno.errors.NotCapable) return { state: "refused", why: NOT_GRANTED };
      // What fetch says has the address in it.
      return { state: "later", why: "it could not be reached, or broke off" };
    }
  }
}

const STRANGER = "it answered, but not as Slack does; the address is not that of a webhook";
const NOT_GRANTED = "the permission is missing to reach its host; add it to `net` in the plugin's entry";

/** The beginning of what a server answers, as a word. */
async function beginningOf(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    // Leaving the loop gives up the rest.
    if (text.length > ANSWER_BYTES) break;
  }
  return text.slice(0, ANSWER_BYTES).trim();
}

/** What a header asks for, in milliseconds: it says seconds, or a date. Nothing if it says neither. */
export function retryAfter(header: string | null, now: number = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(at - now, 0);
}

/** Waits, but not longer than until the signal. */
async function pause(ms: number, hurry: AbortSignal): Promise<void> {
  if (hurry.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  hurry.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
