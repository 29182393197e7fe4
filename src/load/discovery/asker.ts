/** What Deno said when a package was asked for its export. */
export interface Answer {
  /** Why the export could not be imported as JSON; `undefined` if it is JSON. */
  readonly said: string | undefined;
  /** The same for its package.json, where that was asked for as well. */
  readonly packageSaid?: string | undefined;
  /** The keys of `exports` in its package.json that lead somewhere, if that is JSON that has them. */
  readonly exports?: readonly string[] | undefined;
}

/** A worker that asks packages for an export: see {@linkcode Asking}. */
export class Asker {
  readonly #worker: Worker;
  readonly #url: string;
  readonly #open = new Map<string, (answer: Answer) => void>();
  /** Settles when the worker has started, which is no fault of a package. */
  readonly ready: Promise<void>;

  /** Takes the export, such as `/demo`. */
  constructor(path: string) {
    const main = `(${work})(${JSON.stringify(path)})`;
    this.#url = URL.createObjectURL(new Blob([main], { type: "text/javascript" }));
    this.#worker = new Worker(this.#url, { type: "module", name: "plugin discovery" });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#worker.onmessage = ({ data: [specifier, answer] }) => {
      if (specifier === undefined) resolve();
      else this.#open.get(specifier)?.(answer);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      resolve();
      for (const answer of this.#open.values()) answer({ said: event.message });
    };
  }

  /** Asks a package, by its specifier without a path. */
  ask(specifier: string): Promise<Answer> {
    return new Promise((resolve) => {
      this.#open.set(specifier, resolve);
      this.#worker.postMessage(specifier);
    });
  }

  /** Ends it at once, whatever it waits for. */
  terminate(): void {
    this.#worker.terminate();
    URL.revokeObjectURL(this.#url);
  }
}

/** What the worker does. It becomes a text, so it can use nothing from outside. */
function work(path: string): void {
  const scope = globalThis as unknown as {
    onmessage: unknown;
    postMessage(answer: [specifier?: string, answer?: Answer]): void;
  };
  const ask = async (specifier: string): Promise<{ said: string | undefined; json?: unknown }> => {
    try {
      const module = await import(specifier, { with: { type: "json" } });
      return { said: undefined, json: module.default };
    } catch (error) {
      return { said: error instanceof Error ? error.message : String(error) };
    }
  };
  scope.onmessage = async ({ data: specifier }: MessageEvent<string>) => {
    const { said } = await ask(specifier + path);
    const keysOf = (json: unknown) => {
      const exports: unknown = (json as { exports?: unknown } | null | undefined)?.exports;
      if (typeof exports !== "object" || exports === null) return undefined;
      return Object.entries(exports).flatMap(([key, target]) => target === null ? [] : key);
    };
    const isOfNpm = specifier.startsWith("npm:");
    // It may have the export under conditions that do not hold in Deno, such as "browser" alone: the file tells.
    const file = isOfNpm && /^\[ERR_PACKAGE_PATH_NOT_EXPORTED\][^]* in '(.+?)' imported from/.exec(said ?? "")?.[1];
    if (file && Deno.permissions.querySync({ name: "read", path: file }).state === "granted") {
      const json = await Deno.readTextFile(file).then(JSON.parse).catch(() => undefined);
      return scope.postMessage([specifier, { said, exports: keysOf(json) }]);
    }
    // Only here is it open whether an npm package has exports at all. Its package.json tells, or that it is not to be had.
    const isOpen = /^(?:Expected a JSON module|\[ERR_MODULE_NOT_FOUND\]|\[ERR_UNSUPPORTED_DIR_IMPORT\])/.test(
      said ?? "",
    );
    if (!isOfNpm || said !== undefined && !isOpen) return scope.postMessage([specifier, { said }]);
    const { said: packageSaid, json } = await ask(`${specifier}/package.json`);
    scope.postMessage([specifier, { said, packageSaid, exports: keysOf(json) }]);
  };
  scope.postMessage([]);
}
