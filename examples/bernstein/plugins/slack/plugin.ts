/**
 * Tells a channel of Slack what happens in a run.
 *
 * @module
 */
import { type Args, type HookimplMarker, hookimplMarker, type HookNames } from "@tenon/tenon";
import type { BernsteinSpec, EventInfo } from "@bernstein/hooks";
import { type Message, payloadOf } from "./message.ts";
import { Outbox } from "./outbox.ts";
import { Webhook } from "./webhook.ts";

const hookimpl: HookimplMarker<BernsteinSpec> = hookimplMarker("bernstein");

/** Options of the plugin. */
export interface SlackOptions {
  /** The address of the webhook. Without it, the environment variable `SLACK_WEBHOOK_URL` says it. */
  readonly webhook?: string;
  /** The hooks of which the channel is told; by default those that a person should know of. */
  readonly events?: readonly HookNames<BernsteinSpec>[];
  /** How often a message is tried; 5 times by default. */
  readonly attempts?: number;
  /** How long to wait before the second attempt, in milliseconds; 1000 by default, and twice as long each further time. */
  readonly retryMs?: number;
  /** How long Slack may take to answer, in milliseconds; 10,000 by default. */
  readonly timeoutMs?: number;
  /** How many messages may wait; 100 by default. */
  readonly queue?: number;
}

/** What this plugin wants where it has no options. */
export const permissions: { net: string[]; env: string[] } = {
  net: ["hooks.slack.com"],
  env: ["SLACK_WEBHOOK_URL"],
};

const HOOKS: readonly HookNames<BernsteinSpec>[] = [
  "onTaskCreated",
  "onTaskClaimed",
  "onTaskCompleted",
  "onTaskFailed",
  "onAgentSpawned",
  "onAgentDied",
  "onCostThreshold",
  "onQualityGateFailure",
];

const BY_DEFAULT: readonly HookNames<BernsteinSpec>[] = [
  "onTaskCompleted",
  "onTaskFailed",
  "onCostThreshold",
  "onQualityGateFailure",
];

/** How long the end of a run may wait for messages, in milliseconds: less than a plugin has to end by itself. */
const CLOSE_MS = 1500;

/** Posts messages. No hook waits for Slack: messages wait in an outbox, and those that cannot be sent are a line in the log. */
export default class Slack implements AsyncDisposable {
  readonly #events: ReadonlySet<string>;
  readonly #outbox: Outbox<Message>;

  /**
   * Takes the options.
   *
   * @throws {TypeError} If there is no address, or an option is none.
   */
  constructor(options: SlackOptions = {}) {
    const { webhook = addressOfEnvironment(), events = BY_DEFAULT } = options;
    checkAddress(webhook);
    const unknown = Array.isArray(events) ? events.find((event) => !HOOKS.includes(event)) : events;
    if (unknown !== undefined) {
      throw new TypeError(`its option "events" must list hooks, which are ${HOOKS.join(", ")}.`);
    }
    const { attempts, retryMs, timeoutMs, queue } = numbers(options);
    const target = new Webhook(webhook, { attempts, retryMs, timeoutMs });
    this.#events = new Set(events);
    this.#outbox = new Outbox((message, hurry, stop) => target.deliver(payloadOf(message), hurry, stop), {
      size: queue,
      onLost: ({ title }, error) =>
        log(`Gave up the message "${title}": ${error instanceof Error ? error.message : error}.`),
      onDropped: (count) => log(`Left out ${many(count, "message")}, for which there was no room or no time.`),
    });
  }

  @hookimpl
  onTaskCreated({ task, event }: Args<BernsteinSpec, "onTaskCreated">): void {
    this.#tell("onTaskCreated", event, { emoji: "new", title: `${task.title} is in the queue`, notes: [task.id] });
  }

  @hookimpl
  onTaskClaimed({ task, agentId, event }: Args<BernsteinSpec, "onTaskClaimed">): void {
    const notes = [task.id, `attempt ${task.attempt} of ${task.maxAttempts}`];
    this.#tell("onTaskClaimed", event, { emoji: "hammer", title: `${agentId} works on ${task.title}`, notes });
  }

  @hookimpl
  onTaskCompleted({ task, result, event }: Args<BernsteinSpec, "onTaskCompleted">): void {
    const notes = [task.id, dollars(result.costUsd), seconds(result.durationMs), attempts(task.attempt)];
    const title = `${task.title} is completed`;
    this.#tell("onTaskCompleted", event, { emoji: "white_check_mark", title, body: result.summary, notes });
  }

  @hookimpl
  onTaskFailed({ task, error, event }: Args<BernsteinSpec, "onTaskFailed">): void {
    const notes = [task.id, attempts(task.attempt)];
    this.#tell("onTaskFailed", event, { emoji: "x", title: `${task.title} has failed`, body: error, notes });
  }

  @hookimpl
  onAgentSpawned({ agentId, adapter, taskId, event }: Args<BernsteinSpec, "onAgentSpawned">): void {
    this.#tell("onAgentSpawned", event, {
      emoji: "robot_face",
      title: `${agentId} has started`,
      notes: [taskId, adapter],
    });
  }

  @hookimpl
  onAgentDied({ agentId, reason, taskId, costUsd, event }: Args<BernsteinSpec, "onAgentDied">): void {
    const notes = [taskId, dollars(costUsd)];
    this.#tell("onAgentDied", event, { emoji: "checkered_flag", title: `${agentId} ${reason}`, notes });
  }

  @hookimpl
  onCostThreshold({ totalUsd, thresholdUsd, event }: Args<BernsteinSpec, "onCostThreshold">): void {
    const title = `The run has cost ${dollars(totalUsd)}`;
    this.#tell("onCostThreshold", event, { emoji: "moneybag", title, notes: [`threshold ${dollars(thresholdUsd)}`] });
  }

  @hookimpl
  onQualityGateFailure({ task, gate, output, event }: Args<BernsteinSpec, "onQualityGateFailure">): void {
    const notes = [task.id, `attempt ${task.attempt} of ${task.maxAttempts}`];
    const title = `${task.title} did not pass ${gate}`;
    this.#tell("onQualityGateFailure", event, { emoji: "construction", title, output, notes });
  }

  /** Sends what is left, for a moment. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#outbox.close(CLOSE_MS);
  }

  #tell(hook: HookNames<BernsteinSpec>, { repeated }: EventInfo, message: Message): void {
    if (!this.#events.has(hook)) return;
    const notes = [...message.notes ?? [], ...repeated ? ["this may have been told before"] : []];
    this.#outbox.add({ ...message, notes });
  }
}

/** Without the permission to read it, the variable counts as not set. */
function addressOfEnvironment(): string | undefined {
  const variable = "SLACK_WEBHOOK_URL";
  const readable = Deno.permissions.querySync({ name: "env", variable }).state === "granted";
  return readable ? Deno.env.get(variable) : undefined;
}

function checkAddress(webhook: unknown): asserts webhook is string {
  if (webhook === undefined || webhook === "") {
    throw new TypeError('it has no address: give it the option "webhook", or set and grant SLACK_WEBHOOK_URL.');
  }
  // The address is a secret, so the error does not show it.
  const url = typeof webhook === "string" ? URL.parse(webhook) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError("the address of its webhook is no https URL.");
  }
}

/** Checks the options that are numbers. */
function numbers({ attempts = 5, retryMs = 1000, timeoutMs = 10_000, queue = 100 }: SlackOptions) {
  for (const [name, value] of Object.entries({ attempts, retryMs, timeoutMs, queue })) {
    if (Number.isInteger(value) && value > 0 && value < 2 ** 31) continue;
    throw new TypeError(`its option "${name}" must be a whole number from 1.`);
  }
  return { attempts, retryMs, timeoutMs, queue };
}

function log(line: string): void {
  console.error(line);
}

function dollars(usd: number): string {
  const cents = usd.toFixed(2);
  return `$${Number(cents) === Number(usd.toFixed(4)) ? cents : usd.toFixed(4)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function attempts(count: number): string {
  return many(count, "attempt");
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
