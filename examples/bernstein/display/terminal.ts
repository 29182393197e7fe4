/**
 * Shows a run in place, a line for each task.
 *
 * @module
 */
import { createLogUpdate } from "log-update";
import { styleText } from "node:util";
import type { RunView, TaskState, TaskView } from "../queue/view.ts";
import type { Display } from "./display.ts";
import { count, describe, duration, note, usd } from "./words.ts";

type Stream = Parameters<typeof createLogUpdate>[0] & { readonly columns?: number; readonly rows?: number };

const SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const FRAME_MS = 100;

/** What stays in the terminal's history when the picture has moved on. */
const LASTING: readonly string[] = ["onQualityGateFailure", "onTaskFailed", "onCostThreshold"];

/** Draws how the run stands, again and again, below the lines that stay. */
export function terminalDisplay(view: () => RunView, stream: Stream): Display {
  // Hiding the cursor would bring handlers of signals along, which end the process before we have ended the agents.
  const update = createLogUpdate(stream, { showCursor: true });
  let shown: RunView | undefined;
  let changed = true;
  let frame = 0;
  const draw = () => {
    // The spinner turns without asking the database.
    if (changed) {
      try {
        shown = view();
        changed = false;
      } catch {
        // The database may be locked for a while; until then things are shown as they were.
      }
    }
    if (shown !== undefined) update(picture(shown, frame++, stream));
  };
  const timer = setInterval(draw, FRAME_MS);
  return {
    event(event) {
      changed = true;
      if (LASTING.includes(event.hook)) update.persist(styleText("yellow", describe(event)));
    },
    note: (text) => update.persist(styleText("magenta", note(text))),
    [Symbol.dispose]() {
      clearInterval(timer);
      changed = true;
      draw();
      update.done();
    },
  };
}

/** Draws a run. What does not fit on the screen is counted and not drawn. */
function picture({ tasks, costUsd }: RunView, frame: number, { columns = 80, rows = 24 }: Stream): string {
  const room = Math.max(1, rows - 3);
  const running = tasks.filter(({ state }) => state === "claimed");
  const drawn = (tasks.length <= room ? tasks : running.slice(0, room)).map((task) => ({
    ...task,
    details: about(task),
  }));
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length));
  const idWidth = widest(drawn.map(({ id }) => id));
  const left = columns - idWidth - widest(drawn.map(({ details }) => details)) - 7;
  const titleWidth = Math.max(0, Math.min(widest(drawn.map(({ title }) => title)), left));
  const lines = drawn.map(({ id, title, state, details }) => {
    const text = title.length > titleWidth ? `${title.slice(0, Math.max(0, titleWidth - 1))}…` : title;
    return `${sign(state, frame)} ${id.padEnd(idWidth)}  ${text.padEnd(titleWidth)}  ${styleText("dim", details)}`;
  });
  const counts = (["completed", "failed", "claimed", "queued"] as const)
    .map((state) => `${tasks.filter((task) => task.state === state).length} ${state}`);
  return [...lines, `${count(tasks.length, "task")}: ${counts.join(", ")}; ${usd(costUsd)}`].join("\n");
}

function sign(state: TaskState, frame: number): string {
  switch (state) {
    case "queued":
      return styleText("dim", "·");
    case "claimed":
      return styleText("cyan", SPINNER[frame % SPINNER.length] ?? "");
    case "completed":
      return styleText("green", "✔");
    case "failed":
      return styleText("red", "✖");
  }
}

/** Who is at work on a task, how often it was tried, how long it takes. */
function about({ agentId, failures, maxAttempts, claimed, ended }: TaskView): string {
  return [
    agentId,
    failures > 0 ? `${count(failures, "failed attempt")} of ${maxAttempts}` : undefined,
    claimed === undefined ? undefined : duration((ended ?? Date.now()) - claimed),
  ].filter((detail) => detail !== undefined).join(", ");
}
