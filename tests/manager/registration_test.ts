import { assertEquals } from "@std/assert";
import { codeThrown, hookimpl, setup } from "../engine/support.ts";

Deno.test("a registration lasts as long as its block", () => {
  const { pm, hook } = setup({ run: {} });
  {
    using registration = pm.registration({ run: hookimpl(() => 1) }, "guest");
    assertEquals([registration.name, hook.run()], ["guest", [1]]);
  }
  assertEquals([pm.hasPlugin("guest"), hook.run()], [false, []]);
});

Deno.test("await using does the same", async () => {
  const { pm, hook } = setup({ run: {} });
  {
    await using _ = pm.registration({ run: hookimpl(() => 1) });
    assertEquals(hook.run(), [1]);
  }
  assertEquals(hook.run(), []);
});

Deno.test("a block that is left by an error takes the plugin out as well", () => {
  const { pm } = setup();
  try {
    using _ = pm.registration({}, "guest");
    throw new Error("boom");
  } catch {
    assertEquals(pm.hasPlugin("guest"), false);
  }
});

Deno.test("what was taken out in between is not taken out again", () => {
  const { pm } = setup();
  const plugin = {};
  {
    using _ = pm.registration(plugin, "guest");
    pm.unregister(plugin);
    pm.register(plugin, "guest");
  }
  assertEquals(pm.getPlugin("guest"), plugin);
});

Deno.test("a registration can be ended twice", () => {
  const { pm } = setup();
  const registration = pm.registration({}, "guest");
  registration[Symbol.dispose]();
  registration[Symbol.dispose]();
  assertEquals(pm.listNamePlugin(), []);
});

Deno.test("a registration under a blocked name has no name, and ends without effect", () => {
  const { pm } = setup();
  const plugin = {};
  pm.register(plugin, "other");
  pm.setBlocked("guest");
  {
    using registration = pm.registration(plugin, "guest");
    assertEquals(registration.name, null);
  }
  assertEquals([pm.isBlocked("guest"), pm.getName(plugin)], [true, "other"]);
});

Deno.test("the plugin itself is not disposed of when its registration ends", () => {
  const { pm } = setup();
  let disposed = 0;
  {
    using _ = pm.registration({ [Symbol.dispose]: () => disposed++ });
  }
  assertEquals(disposed, 0);
});

Deno.test("a registration fails as register does", () => {
  const { pm } = setup();
  assertEquals(codeThrown(() => pm.registration(1 as never)), "not-an-object");
});
