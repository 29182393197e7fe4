/**
 * The hooks of tox 4.64.4 as specs of Tenon: names and arguments. None is firstresult or historic.
 *
 * @module
 */

import { hookspecMarker } from "@tenon/tenon";

const hookspec = hookspecMarker("tox");

/** tox's hooks. */
export class ToxSpec {
  @hookspec({ args: ["register"] })
  tox_register_tox_env(_: { register: unknown }): void {}

  @hookspec({ args: [] })
  tox_extend_envs(): Iterable<string> | void {}

  @hookspec({ args: ["parser"] })
  tox_add_option(_: { parser: unknown }): void {}

  @hookspec({ args: ["core_conf", "state"] })
  tox_add_core_config(_: { core_conf: unknown; state: unknown }): void {}

  @hookspec({ args: ["env_conf", "state"] })
  tox_add_env_config(_: { env_conf: unknown; state: unknown }): void {}

  @hookspec({ args: ["tox_env"] })
  tox_before_run_commands(_: { tox_env: unknown }): void {}

  @hookspec({ args: ["tox_env", "exit_code", "outcomes"] })
  tox_after_run_commands(_: { tox_env: unknown; exit_code: number; outcomes: readonly unknown[] }): void {}

  @hookspec({ args: ["tox_env", "arguments", "section", "of_type"] })
  tox_on_install(_: { tox_env: unknown; arguments: unknown; section: string; of_type: string }): void {}

  @hookspec({ args: ["tox_env"] })
  tox_env_teardown(_: { tox_env: unknown }): void {}
}
