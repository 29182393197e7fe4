/**
 * A client of the Agent Client Protocol, as an editor is one, that starts crow as its child process.
 *
 * @module
 */
import * as acp from "@agentclientprotocol/sdk";
import { fileURLToPath } from "node:url";
import { denoArgs } from "../../support/deno.ts";
import { ENV } from "./support.ts";

const MAIN = fileURLToPath(new URL("../../../examples/crow/acp_main.ts", import.meta.url));

/** What a client is like. */
export interface ClientOptions {
  /** The folder that crow is started in. */
  readonly cwd: string;
  /** The arguments of crow. By default it has no plugins. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** All that Deno is given, if it is not crow of this repository that is started. */
  readonly deno?: readonly string[];
  readonly capabilities?: acp.ClientCapabilities;
  /** The files of the editor, by path: what is read and written through it. */
  readonly files?: Map<string, string>;
  /** What the user chooses when asked; by default the user never answers. */
  readonly permit?: (request: acp.RequestPermissionRequest) => string | undefined | Promise<string | undefined>;
}

/** Starts crow as an editor does. */
export function startCrow({ cwd, args = ["--no-plugins"], env = {}, deno }: ClientOptions): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: deno === undefined ? denoArgs("run", "-A", MAIN, ...args) : [...deno],
    cwd,
    env: { NO_COLOR: "1", ...ENV, ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Crow, and a client that is connected to it. */
export class CrowClient implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly connection: acp.ClientConnection;
  /** What crow told, in order. */
  readonly updates: acp.SessionNotification[] = [];
  /** What the user was asked. */
  readonly asked: acp.RequestPermissionRequest[] = [];
  stderr = "";
  readonly #errors: Promise<void>;
  readonly #changes = new EventTarget();
  #ended = false;

  private constructor(options: ClientOptions) {
    const { files, permit } = options;
    this.child = startCrow(options);
    this.#errors = this.#readErrors();
    this.connection = acp.client({ name: "test" })
      .onRequest(acp.methods.client.session.requestPermission, async ({ params, signal }) => {
        this.asked.push(params);
        this.#changed();
        const cancelled = new Promise<undefined>((resolve) =>
          signal.addEventListener("abort", () => resolve(undefined))
        );
        const optionId = await Promise.race([cancelled, permit?.(params) ?? cancelled]);
        return { outcome: optionId === undefined ? { outcome: "cancelled" } : { outcome: "selected", optionId } };
      })
      .onRequest(acp.methods.client.fs.readTextFile, ({ params }) => {
        const content = files?.get(params.path);
        if (content === undefined) throw acp.RequestError.resourceNotFound(params.path);
        return { content };
      })
      .onRequest(acp.methods.client.fs.writeTextFile, ({ params }) => {
        files?.set(params.path, params.content);
        return {};
      })
      .onNotification(acp.methods.client.session.update, ({ params }) => {
        this.updates.push(params);
        this.#changed();
      })
      .connect(acp.ndJsonStream(this.child.stdin, this.child.stdout));
  }

  /** Starts crow, and greets it. */
  static async start(options: ClientOptions): Promise<CrowClient> {
    const client = new CrowClient(options);
    await client.request(acp.methods.agent.initialize, {
      protocolVersion: acp.PROTOCOL_VERSION,
      clientCapabilities: options.capabilities ?? {},
    });
    return client;
  }

  /** Sends a request. What crow told before it answered has been heard when this gives the answer. */
  readonly request: acp.ClientContext["request"] = async (method: string, params?: unknown) => {
    try {
      return await this.connection.agent.request<never>(method, params);
    } finally {
      // Notifications are on their way through the client for a moment longer than answers.
      await new Promise((resolve) => setTimeout(resolve));
    }
  };

  /** Starts a session; gives its id. */
  async newSession(cwd: string): Promise<string> {
    return (await this.request(acp.methods.agent.session.new, { cwd, mcpServers: [] })).sessionId;
  }

  /** Sends a prompt, and gives why its turn ended. */
  async prompt(sessionId: string, text: string): Promise<acp.StopReason> {
    const prompt: acp.ContentBlock[] = [{ type: "text", text }];
    return (await this.request(acp.methods.agent.session.prompt, { sessionId, prompt })).stopReason;
  }

  /** Cancels what is under way in a session. */
  cancel(sessionId: string): Promise<void> {
    return this.connection.agent.notify(acp.methods.agent.session.cancel, { sessionId });
  }

  /** All that the agent said in a session. */
  text(sessionId: string, who: "agent" | "user" = "agent"): string {
    const wanted = who === "agent" ? "agent_message_chunk" : "user_message_chunk";
    return this.updates.filter((one) => one.sessionId === sessionId).map(({ update }) =>
      update.sessionUpdate === "agent_message_chunk" || update.sessionUpdate === "user_message_chunk"
        ? update.sessionUpdate === wanted && update.content.type === "text" ? update.content.text : ""
        : ""
    ).join("");
  }

  /** What crow told of tool calls in a session, in order. */
  tools(sessionId: string): (acp.ToolCall | acp.ToolCallUpdate)[] {
    return this.updates.filter((one) => one.sessionId === sessionId).map(({ update }) => update)
      .filter((update) => update.sessionUpdate === "tool_call" || update.sessionUpdate === "tool_call_update");
  }

  /** Waits until something is so that crow's messages, or lines on stderr, make so. */
  async until(isSo: () => boolean): Promise<void> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#changed();
    }, 60_000);
    try {
      while (!isSo()) {
        if (this.#ended || late) throw new Error(`it never came to be so: ${isSo}; crow said: ${this.stderr}`);
        await new Promise((resolve) => this.#changes.addEventListener("change", resolve, { once: true }));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Hangs up, and gives the exit code. */
  async close(): Promise<number> {
    this.connection.close();
    await this.child.stdin.close().catch(() => {});
    const { code } = await this.child.status;
    await this.#errors;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 30_000);
    await this.close();
    clearTimeout(timer);
  }

  async #readErrors(): Promise<void> {
    for await (const text of this.child.stderr.pipeThrough(new TextDecoderStream())) {
      this.stderr += text;
      this.#changed();
    }
    this.#ended = true;
    this.#changed();
  }

  #changed(): void {
    this.#changes.dispatchEvent(new Event("change"));
  }
}

/** What a request fails with. */
export async function refusal(request: Promise<unknown>): Promise<acp.RequestError> {
  try {
    await request;
  } catch (error) {
    if (error instanceof acp.RequestError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}
