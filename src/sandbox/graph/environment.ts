/** What Deno needs from the environment to fetch modules: proxies, certificates, registries, credentials, folders. */
const FOR_FETCHING = [
  ..."HOME USERPROFILE APPDATA LOCALAPPDATA XDG_CONFIG_HOME SYSTEMROOT PATH TMPDIR TEMP TMP".split(" "),
  ..."HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy".split(" "),
  ..."DENO_TLS_CA_STORE DENO_CERT DENO_AUTH_TOKENS SSL_CERT_FILE SSL_CERT_DIR NODE_EXTRA_CA_CERTS".split(" "),
];

/** What names the registries. Deno derives from it where in its folder a package lies. */
const REGISTRIES = ["JSR_URL", "NPM_CONFIG_REGISTRY"];

/** What every Deno that is started for a plugin is told. */
const ALWAYS = { DENO_NO_PACKAGE_JSON: "1", DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };

/** The value of an environment variable, if there is one and the host may read it. Never asks. */
export function variable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

/** The environment of the plugin's process: nothing of the host's but which registries there are. */
export function runEnvironment(denoDir: string): Record<string, string> {
  // Without it Windows opens no sockets.
  // No permission guards the graphics processor: so there is none.
  return { ...ALWAYS, DENO_WEBGPU_BACKEND: "none", DENO_DIR: denoDir, ...picked([...REGISTRIES, "SYSTEMROOT"]) };
}

/** The environment of a process that fetches modules, with further variables by name. */
export function fetchEnvironment(denoDir: string, more: readonly string[] = []): Record<string, string> {
  return { ...runEnvironment(denoDir), ...picked([...FOR_FETCHING, ...more]) };
}

function picked(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => {
    const value = variable(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
