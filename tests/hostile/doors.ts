/** Which doors there are: the modules in `doors/`, and here what is to be known of each to tell whether it is open. */
import type { PermissionSet } from "@tenon/tenon";
import type { Door, Places } from "./door.ts";
import { openMethod, openShare, openState, openValue } from "./seen.ts";

const readGranted = { grant: ({ grantedFolder }: Places): PermissionSet => ({ read: [grantedFolder] }) };
const linkedGranted = { grant: ({ linkedFolder }: Places): PermissionSet => ({ read: [linkedFolder] }) };
const folderGranted = {
  grant: ({ grantedFolder }: Places): PermissionSet => ({ read: [grantedFolder], write: [grantedFolder] }),
};
const envGranted = { grant: (): PermissionSet => ({ env: true }) };
const procGranted = { grant: (): PermissionSet => ({ read: ["/proc"] }) };
const serverGranted = { grant: ({ serverHost }: Places): PermissionSet => ({ net: [serverHost] }) };
const otherGranted = { grant: (): PermissionSet => ({ net: ["granted.test"] }) };
const answer = { opens: "answer" } as const;
const request = { opens: "request" } as const;
const solo = { solo: true } as const;

const UNGUARDED = "Deno has no permission for it.";
const SWAPPED = "Deno does not look at where a path leads, and none but programs outside can put a link there.";
const STUCK = "Deno cannot stop a worker that does not await: terminating it returns, and the thread runs on.";
const OWN_SIGNALS = "It is told of signals to its own process alone.";
const PANIC = "Deno itself crashes at the stack of such an error, and with it the process.";
const HEAP = "A worker shares the memory of the host's process, and ends it when that is used up.";

/** What holds for the doors of a folder, and what for single ones. */
const AREAS: Readonly<Record<string, Door & { readonly but?: Readonly<Record<string, Partial<Door>>> }>> = {
  read: {
    opens: "secret",
    but: {
      stat: answer,
      exists: answer,
      list: answer,
      watch: answer,
      tty: answer,
      real_path: { ...answer, ...linkedGranted },
      dot_dot: readGranted,
      link_out: linkedGranted,
      link_out_node: linkedGranted,
      link_swapped: { ...linkedGranted, ...solo, before: swap, known: { process: SWAPPED } },
      link_made: folderGranted,
      hard_link: folderGranted,
      copy: folderGranted,
      rename: folderGranted,
      proc_environ: procGranted,
      proc_root: procGranted,
      proc_cwd: { ...answer, ...procGranted },
      proc_cmdline: procGranted,
      env_file: { ...envGranted, ...solo },
    },
  },
  write: {
    opens: "file",
    but: {
      remove: answer,
      mode: answer,
      through_link: { grant: ({ linkedFolder }) => ({ write: [linkedFolder] }) },
      read_only: readGranted,
    },
  },
  env: {
    opens: "secret",
    but: {
      set: { opens: openState.environment },
      args: solo,
      node_argv: solo,
      main_module: { opens: openValue.hostModule },
      cwd: { ...answer, known: { process: UNGUARDED, worker: UNGUARDED } },
      chdir: { opens: openState.folder, ...solo },
    },
  },
  net: {
    opens: "request",
    but: {
      listen: answer,
      serve: answer,
      node_dns: { grant: () => ({ sys: ["networkInterfaces"] }) },
      node_lookup: answer,
      node_tls: answer,
      unix_socket: answer,
      node_unix_socket: answer,
      quic: answer,
      inspector: answer,
      other_host: serverGranted,
      any_address: serverGranted,
      user_as_host: serverGranted,
      other_port: { grant: () => ({ net: ["127.0.0.1:1"] }) },
      redirect: serverGranted,
      proxy: otherGranted,
      proxy_socket: otherGranted,
      proxy_environment: { grant: () => ({ net: ["granted.test"], env: ["HTTP_PROXY"] }), ...solo },
    },
  },
  run: {
    opens: "answer",
    but: {
      kill_host: { opens: "end" },
      node_kill_host: { opens: "end" },
      later_kill_host: { opens: "end" },
      kill_self: { opens: "end" },
      kill_group: { opens: "end" },
      debug_host: solo,
      node_spawn: envGranted,
      node_exec: envGranted,
      node_fork: envGranted,
    },
  },
  sys: {
    opens: "answer",
    but: {
      priority: solo,
      umask: solo,
      exec_path: { known: { process: UNGUARDED, worker: UNGUARDED } },
      process_tree: { known: { process: UNGUARDED, worker: UNGUARDED } },
    },
  },
  ffi: { opens: "answer" },
  widen: { opens: "secret", but: { request: answer, binding: answer } },
  load: {
    opens: "secret",
    but: {
      static_wasm: answer,
      remote_code: request,
      remote_json: request,
      remote_text: request,
      remote_bytes: request,
      remote_wasm: request,
      remote_redirect: { ...request, grant: ({ serverHost }) => ({ import: [serverHost] }) },
      data_module_remote: request,
      worker_data_remote: request,
      worker_remote: request,
      static_map: { ...solo, ownNames: true },
      npm: request,
      jsr: request,
      cached_npm: answer,
      node_resolve: answer,
    },
  },
  store: {
    opens: "answer",
    but: {
      session_storage: { opens: openState.sessionStorage },
      broadcast: { opens: openState.heard },
      gpu: { known: { process: "It is asked, and there is none: the process has no graphics backend." } },
      worker_broadcast: { opens: openState.heard },
      lock: { opens: openState.locked },
      global: { opens: openState.global },
      prototype: { opens: openState.prototype, ...solo },
      exit_code: { opens: openState.exitCode, ...solo },
      node_exit_code: { opens: openState.exitCode, ...solo },
      core_exit_code: { opens: openState.exitCode, ...solo },
      v8_flags: { opens: openState.engine, ...solo },
      later_v8_flags: { opens: openState.engine, ...solo },
      signal: { notIn: { process: OWN_SIGNALS }, ...solo },
      node_signal: { notIn: { process: OWN_SIGNALS }, ...solo },
      error_handler: { opens: openState.errorHandler, ...solo },
    },
  },
  stdio: {
    opens: "stdout",
    but: {
      escapes: { opens: { printed: (text, mark) => text.includes(`\x1b]0;${mark}`) } },
      stdin: { opens: "secret", hangs: true, ...solo },
      node_stdin: { opens: "secret", hangs: true, ...solo },
      close: { opens: openState.outputClosed, ...solo },
      flood: { opens: { printed: (text, mark) => text.split(mark).length > 20_000 }, ...solo },
      flood_errors: { opens: { printed: (text, mark) => text.split(mark).length > 20_000 }, ...solo },
      long_line: { opens: { printed: (text, mark) => text.length > 1_000_000 * mark.length }, ...solo },
    },
  },
  end: { opens: "end", but: { huge_stack: { notIn: { worker: PANIC } } } },
  loop: {
    opens: "stall",
    notIn: { worker: STUCK },
    but: {
      never: { opens: "pending", notIn: {} },
      at_end: { opens: "ends late" },
      at_node_exit: { opens: "ends late" },
    },
  },
  memory: { opens: "memory", memoryMb: 64, notIn: { worker: HEAP } },
  value: {
    opens: "answer",
    but: {
      proto_key: { opens: openValue.protoKey },
      thenable: { opens: openState.then },
      inner_thenable: { opens: openValue.innerThenable },
      getter: { opens: openValue.getter },
      proxy: { opens: openValue.proxy },
      function: { opens: openMethod("run") },
      to_json: { opens: openMethod("toJSON") },
      cycle: { opens: openValue.cycle },
      deep: { opens: openValue.deep, ...solo },
      huge_text: { opens: openValue.huge, ...solo },
      huge_bytes: { opens: openValue.huge, ...solo },
      sparse: { opens: openValue.sparse },
      shared_memory: { opens: openValue.sharedMemory },
      port: { opens: openValue.port },
      symbol: { opens: openValue.symbol },
      thrown_getter: { opens: openValue.thrownGetter },
      thrown_proxy: { opens: openValue.thrownProxy },
      thrown_huge: { opens: openValue.thrownHuge, notIn: { worker: PANIC }, ...solo },
      thrown_lie: { opens: openValue.thrownLie },
    },
  },
  share: {
    opens: "secret",
    but: {
      late: { opens: openShare.called },
      hostile_arguments: { opens: openShare.calledWithCode },
      proto_arguments: { opens: openShare.calledWithProtoKey },
      flood: { opens: openShare.flooded, ...solo },
      huge_argument: { opens: openShare.calledWithHuge, ...solo },
      overwrite: { opens: openShare.overwritten, ...solo },
      inherit: { opens: openShare.inherited, ...solo },
      arguments: { opens: openShare.listChanged },
      stack: { opens: openValue.hostStack },
    },
  },
};

/** Puts a link in the place of a granted folder. */
function swap(ground: string): void {
  Deno.removeSync(`${ground}/linked/swapped`, { recursive: true });
  Deno.symlinkSync("../outside", `${ground}/linked/swapped`);
}

/** The folder of the doors. */
export const DOORS_FOLDER = `${import.meta.dirname}/doors`;

/** All doors by their names, which are their paths. */
export const doors: ReadonlyMap<string, Door & { readonly file: string; readonly tries: string }> = new Map(
  Object.entries(AREAS).flatMap(([area, { but = {}, ...shared }]) => {
    const files = [...Deno.readDirSync(`${DOORS_FOLDER}/${area}`)].map(({ name }) => name)
      .filter((name) => /\.tsx?$/.test(name)).sort();
    return files.map((name) => {
      const short = name.replace(/\.tsx?$/, "");
      const file = `${area}/${name}`;
      const [first = ""] = Deno.readTextFileSync(`${DOORS_FOLDER}/${file}`).split("\n");
      const tries = first.replace("// ", "");
      return [`${area}/${short}`, { ...shared, ...but[short], file, tries } as Door & { file: string; tries: string }];
    });
  }),
);

/** The doors of the table that have no module: there should be none. */
export const unknownDoors: readonly string[] = Object.entries(AREAS)
  .flatMap(([area, { but = {} }]) => Object.keys(but).map((name) => `${area}/${name}`))
  .filter((name) => !doors.has(name));
