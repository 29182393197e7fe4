import { assertEquals } from "@std/assert";
import { Place, start } from "./support.ts";

const INTEGRITY = "0".repeat(64);

/** What the host's lock has of packages that the plugin does not import. */
const LOCKS = {
  "npm package": {
    specifiers: { "jsr:@acme/host@1": "1.0.0", "npm:left@1": "1.0.0" },
    jsr: { "@acme/host@1.0.0": { integrity: INTEGRITY, dependencies: ["npm:left"] } },
    npm: { "left@1.0.0": { integrity: "sha512-AAAA" } },
  },
  "npm package in two versions": {
    specifiers: { "jsr:@acme/host@1": "1.0.0", "npm:left@1": "1.0.0", "npm:left@2": "2.0.0" },
    jsr: { "@acme/host@1.0.0": { integrity: INTEGRITY, dependencies: ["npm:left@1", "npm:left@2"] } },
    npm: { "left@1.0.0": { integrity: "sha512-AAAA" }, "left@2.0.0": { integrity: "sha512-AAAA" } },
  },
  "JSR package": {
    specifiers: { "jsr:@acme/host@1": "1.0.0", "jsr:@acme/right@1": "1.0.0" },
    jsr: {
      "@acme/host@1.0.0": { integrity: INTEGRITY, dependencies: ["jsr:@acme/right"] },
      "@acme/right@1.0.0": { integrity: INTEGRITY },
    },
  },
};

for (const [what, lock] of Object.entries(LOCKS)) {
  Deno.test(`a plugin starts beside a JSR package of the host that depends on: ${what}, which the plugin does not need`, async () => {
    using place = new Place({ "plugin.ts": "export default () => 1;" });
    const path = place.write("deno.lock", JSON.stringify({ version: "5", ...lock }));
    assertEquals(await start(await place.prepare("plugin.ts", { lock: path })), 1);
  });
}
