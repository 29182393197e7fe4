import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { KINDS, resolveGrant } from "../../../src/sandbox/grant/mod.ts";
import type { PermissionSet } from "../../../src/manifest/types.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { grantOf, mistake, refusalOf, WHO } from "./support.ts";

const NOTHING = { allow: [], deny: [] };

Deno.test("nothing is granted that is not named", () => {
  for (const permissions of ["none", {}, { read: false, net: [], env: { allow: [] }, run: { deny: true } }] as const) {
    const { rules } = grantOf(permissions);
    assertEquals(Object.keys(rules), [...KINDS]);
    assertEquals(Object.values(rules), KINDS.map(() => NOTHING));
  }
});

Deno.test("a kind can be granted whole, and less what is denied", () => {
  const { rules } = grantOf({ read: true, env: { allow: true, deny: ["HOME"] }, net: { allow: ["a.com"] } });
  assertEquals(rules.read, { allow: true, deny: [] });
  assertEquals(rules.env, { allow: true, deny: ["HOME"] });
  assertEquals(rules.net, { allow: ["a.com"], deny: [] });
});

Deno.test("what is denied whole is not granted, whatever else is said", () => {
  assertEquals(grantOf({ env: { allow: ["A"], deny: true } }).rules.env, NOTHING);
  assertEquals(grantOf({ env: { allow: true, deny: true } }).rules.env, NOTHING);
});

Deno.test("an item that is denied is not allowed; one that has nothing to do with what is allowed is left out", () => {
  assertEquals(grantOf({ env: { allow: ["A", "B"], deny: ["A", "C"] } }).rules.env, { allow: ["B"], deny: [] });
  assertEquals(grantOf({ env: { allow: ["A_*"], deny: ["A_B"] } }).rules.env, { allow: ["A_*"], deny: ["A_B"] });
  assertEquals(grantOf({ read: { allow: ["/a/b", "/c"], deny: ["/a", "/c/d"] } }).rules.read, {
    allow: ["/c"],
    deny: ["/c/d"],
  });
  assertEquals(grantOf({ sys: { allow: ["uid"], deny: ["uid"] } }).rules.sys, NOTHING);
});

Deno.test("paths are relative to the manifest, and without dots and doubled slashes", () => {
  const read = ["docs", "./docs/", "../x", "/abs//y/../z", "a/./b", "file:///f%20g/h", ".", "./~", "../../../../.."];
  assertEquals(grantOf({ read }, "/a/b").rules.read.allow, [
    "/a/b/docs",
    "/a/x",
    "/abs/z",
    "/a/b/a/b",
    "/f g/h",
    "/a/b",
    "/a/b/~",
    "/",
  ]);
});

Deno.test("letters that mean something in URLs are letters of a path", () => {
  const read = ["a%2Fb", "a#b", "a b", "ä", "c:d", "[id]", "a\\b", "%2e%2e/x", "-dash"];
  assertEquals(
    grantOf({ read }, "/m").rules.read.allow,
    ["a%2Fb", "a#b", "a b", "ä", "c:d", "[id]", "a\\b", "%2e%2e/x", "-dash"].map((name) => `/m/${name}`),
  );
});

Deno.test("a path is granted as it is written and as it really is, whether all of it exists or not", () => {
  using folder = new TempFolder();
  const real = Deno.realPathSync(folder.path);
  folder.write("real/file", "");
  Deno.symlinkSync(`${folder.path}/real`, `${folder.path}/link`);
  const allow = (path: string) => grantOf({ read: [path] }, folder.path).rules.read.allow;
  assertEquals(allow("real"), [...new Set([`${folder.path}/real`, `${real}/real`])]);
  assertEquals(allow("link"), [`${folder.path}/link`, `${real}/real`]);
  assertEquals(allow("link/file"), [`${folder.path}/link/file`, `${real}/real/file`]);
  assertEquals(allow("link/not/yet"), [`${folder.path}/link/not/yet`, `${real}/real/not/yet`]);
});

Deno.test("a path is denied as it is written and as it really is", () => {
  using folder = new TempFolder();
  const real = Deno.realPathSync(folder.path);
  folder.write("real/file", "");
  Deno.symlinkSync(`${folder.path}/real`, `${folder.path}/link`);
  const { deny } = grantOf({ read: { allow: ["."], deny: ["link"] } }, folder.path).rules.read;
  assertEquals(deny, [`${folder.path}/link`, `${real}/real`]);
});

Deno.test("what is denied is denied in all the ways that lead to it, also where only one of them is written", () => {
  using folder = new TempFolder();
  const real = Deno.realPathSync(folder.path);
  folder.write("real/secret/file", "");
  Deno.symlinkSync(`${folder.path}/real`, `${folder.path}/link`);
  const rule = (allow: string, deny: string) => grantOf({ read: { allow: [allow], deny: [deny] } }, real).rules.read;
  const both = {
    allow: [`${real}/link`, `${real}/real`],
    deny: [`${real}/real/secret`, `${real}/link/secret`],
  };
  assertEquals(rule("link", "real/secret"), both);
  assertEquals(rule("link", "link/secret"), { ...both, deny: both.deny.toReversed() });
  assertEquals(rule("link/secret", "real"), NOTHING);
  assertEquals(rule("real/secret", "link"), NOTHING);
});

Deno.test("a link may not be written, since whoever may also may move it; one to nothing may not be granted at all", () => {
  using folder = new TempFolder();
  const real = Deno.realPathSync(folder.write("real/file", "").slice(0, -"/file".length));
  Deno.symlinkSync("real", `${folder.path}/link`);
  Deno.symlinkSync("nothing", `${folder.path}/dangling`);
  assertEquals(
    mistake({ write: ["link"] }, folder.path),
    `'permissions.write[0]' must be no link: write where it leads to, "${real}": found "link".`,
  );
  assertEquals(
    mistake({ read: ["dangling"] }, folder.path),
    `'permissions.read[0]' must be a path that is not a link to nothing: found "dangling".`,
  );
});

Deno.test("a relative path needs a manifest in a folder", () => {
  for (const base of [undefined, new URL("https://example.com/plugins.jsonc")]) {
    const { message } = refusalOf(() => resolveGrant({ read: ["./docs"] }, base, WHO));
    assertEquals(
      message,
      "Cannot grant plugin 'p' (./p.ts) the permissions of its entry: 'permissions.read[0]' must be an absolute path: " +
        `there is no manifest in a folder that it could be relative to: found "./docs".`,
    );
    assertEquals(resolveGrant({ read: ["/x"] }, base, WHO).rules.read.allow, ["/x"]);
  }
});

Deno.test("paths that Deno would take otherwise than they are meant are refused with the reason", () => {
  const cases: [string, string][] = [
    ["", "not empty"],
    ["  ", "not empty"],
    [" a", "without blanks around it"],
    ["a,b", "without commas: Deno's flags separate items by them and cannot escape them"],
    ["a\nb", "without control characters such as line ends"],
    ["a\0b", "without control characters such as line ends"],
    ["\ud800", "text that can be written in UTF-8"],
    ["~", "a path without '~', which Deno does not expand"],
    ["~/x", "a path without '~', which Deno does not expand"],
    ["*", "a path without '*' and '?': Deno has no patterns for paths, name the folder"],
    ["docs/**/*.md", "a path without '*' and '?': Deno has no patterns for paths, name the folder"],
    ["https://example.com/x", "a path or a file: URL"],
    ["file://server/x", "a file: URL of a path on this machine"],
    ["file:///a%2Fb", "a file: URL of a path on this machine"],
    ["file:///a%2Cb", "without commas: Deno's flags separate items by them and cannot escape them"],
    ["file:///a%0Ab", "a file: URL of a path on this machine"],
    ["file:///%E4", "a file: URL of a path on this machine"],
  ];
  for (const [path, expected] of cases) {
    const message = mistake({ read: [path] });
    assertEquals(message.startsWith(`'permissions.read[0]' must be ${expected}: found `), true, message);
  }
});

Deno.test("all mistakes are told at once, each with its place", () => {
  assertEquals(
    mistake({ read: ["ok", ""], net: { allow: ["a b"], deny: ["http://x"] }, sys: ["hostnam"] }),
    `'permissions.read[1]' must be not empty: found ""; ` +
      `'permissions.net.allow[0]' must be a host, such as "api.example.com": found "a b"; ` +
      `'permissions.net.deny[0]' must be a host without a scheme and a path, such as "x": found "http://x"; ` +
      `'permissions.sys[0]' must be a call that Deno knows, such as "hostname": found "hostnam".`,
  );
});

Deno.test("hosts are put in the form that Deno compares with", () => {
  const forms: [string, string][] = [
    ["Example.COM", "example.com"],
    ["example.com.", "example.com"],
    ["example.com:0443", "example.com:443"],
    ["*.Example.com:8080", "*.example.com:8080"],
    ["127.0.0.1:0", "127.0.0.1:0"],
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["10.0.0.0/08:80", "10.0.0.0/8:80"],
    ["[0:0::1]:80", "[::1]:80"],
    ["my_host", "my_host"],
    ["xn--bcher-kva.de", "xn--bcher-kva.de"],
    ["unix:/run//x.sock", "unix:/run/x.sock"],
  ];
  for (const [written, form] of forms) assertEquals(grantOf({ net: [written] }).rules.net.allow, [form], written);
});

Deno.test("hosts that Deno refuses, or would never find equal to anything, are refused", () => {
  const cases: [string, string][] = [
    ["*", `a host with "*" only as its whole first part, such as "*.example.com"`],
    ["a.*.com", `a host with "*" only as its whole first part, such as "*.example.com"`],
    ["https://api.example.com/v1", `a host without a scheme and a path, such as "api.example.com"`],
    ["api.example.com/v1", `a host without a path, such as "api.example.com"`],
    ["::1", `an IPv6 address in brackets, such as "[::1]"`],
    ["[fe80::]/10", `an IPv6 address such as "[::1]"; Deno has no subnets of IPv6`],
    ["[fe80::/10]", `an IPv6 address such as "[::1]"; Deno has no subnets of IPv6`],
    ["a.com:", "a host with a port from 0 to 65535"],
    ["a.com:65536", "a host with a port from 0 to 65535"],
    ["a.com:http", "a host with a port from 0 to 65535"],
    ["10.0.0.0/33", `a subnet such as "10.0.0.0/8"`],
    ["127.1", "an address with its four numbers written out"],
    ["0x7f000001", "an address with its four numbers written out"],
    ["300.1.1.1", "an address with its four numbers written out"],
    ["bücher.de", `a host, such as "xn--bcher-kva.de"`],
    ["user@host", `a host, such as "host"`],
    ["a..b", `a host, such as "api.example.com"`],
    ["a.com#x", `a host, such as "api.example.com"`],
    [":80", "a host"],
    ["unix:x.sock", `a socket with an absolute path, such as "unix:/run/service.sock"`],
  ];
  for (const [host, expected] of cases) {
    const message = mistake({ net: [host] });
    assertEquals(message.startsWith(`'permissions.net[0]' must be ${expected}`), true, message);
  }
});

Deno.test("variables that steer Deno itself cannot be granted by name, only denied", () => {
  for (const name of ["NODE_OPTIONS", "LD_PRELOAD", "DENO_DIR", "npm_config_registry", "DENO_*", "NODE_CHANNEL_FD"]) {
    assert(mistake({ env: [name] }).includes("does not steer Deno itself"), name);
    assertEquals(grantOf({ env: { allow: true, deny: [name] } }).rules.env.deny, [name]);
  }
  assertEquals(grantOf({ env: ["NODE_ENV", "HTTP_PROXY"] }).rules.env.allow, ["NODE_ENV", "HTTP_PROXY"]);
});

Deno.test("names of variables can end in '*' and have no other signs", () => {
  assertEquals(grantOf({ env: ["AWS_*"] }).rules.env.allow, ["AWS_*"]);
  for (const name of ["*", "A*B", "*A", "A=B", "A B", ""]) mistake({ env: [name] });
});

Deno.test("a program is a name, or a path relative to the manifest", () => {
  assertEquals(grantOf({ run: ["git", "./bin/x", "/usr/bin/y", "file:///z"] }, "/m").rules.run.allow, [
    "git",
    "/m/bin/x",
    "/usr/bin/y",
    "/z",
  ]);
  for (const name of ["", "a,b", "g*", "~/x"]) mistake({ run: [name] });
});

Deno.test("property: whatever is granted, every item of the result is one that Deno's flags can carry", () => {
  const rule = fc.oneof(
    fc.boolean(),
    fc.array(fc.string({ unit: "binary", maxLength: 8 }), { maxLength: 3 }),
    fc.record({ allow: fc.array(fc.string({ maxLength: 8 })), deny: fc.array(fc.string({ maxLength: 8 })) }),
  );
  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, rule]));
  fc.assert(
    fc.property(fc.record(kinds, { requiredKeys: [] }), (set) => {
      let grant;
      try {
        grant = grantOf(set as PermissionSet);
      } catch (error) {
        return refusalOf(() => {
          throw error;
        }).code === "grant-invalid";
      }
      for (const { allow, deny } of Object.values(grant.rules)) {
        for (const item of [...allow === true ? [] : allow, ...deny]) {
          // deno-lint-ignore no-control-regex
          assert(item !== "" && !/[,\0-\x1f]/.test(item), JSON.stringify(item));
        }
      }
    }),
    { numRuns: 1000 },
  );
});
