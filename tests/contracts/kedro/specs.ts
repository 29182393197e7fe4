/**
 * The hooks of kedro 1.5.0 as specs of Tenon, in the five classes that kedro has them in: names and arguments. None is
 * firstresult or historic.
 *
 * @module
 */

import { hookspecMarker } from "@tenon/tenon";

const hookspec = hookspecMarker("kedro");

type Inputs = Readonly<Record<string, unknown>>;

/** Hooks around a node that runs. */
export class NodeSpecs {
  @hookspec({ args: ["node", "catalog", "inputs", "is_async", "run_id"] })
  before_node_run(
    _: { node: unknown; catalog: unknown; inputs: Inputs; is_async: boolean; run_id: string },
  ): Inputs | void {}

  @hookspec({ args: ["node", "catalog", "inputs", "outputs", "is_async", "run_id"] })
  after_node_run(
    _: { node: unknown; catalog: unknown; inputs: Inputs; outputs: Inputs; is_async: boolean; run_id: string },
  ): void {}

  @hookspec({ args: ["error", "node", "catalog", "inputs", "is_async", "run_id"] })
  on_node_error(
    _: { error: unknown; node: unknown; catalog: unknown; inputs: Inputs; is_async: boolean; run_id: string },
  ): void {}
}

/** Hooks around a pipeline that runs. */
export class PipelineSpecs {
  @hookspec({ args: ["run_params", "pipeline", "catalog"] })
  before_pipeline_run(_: { run_params: unknown; pipeline: unknown; catalog: unknown }): void {}

  @hookspec({ args: ["run_params", "run_result", "pipeline", "catalog"] })
  after_pipeline_run(_: { run_params: unknown; run_result: unknown; pipeline: unknown; catalog: unknown }): void {}

  @hookspec({ args: ["error", "run_params", "pipeline", "catalog"] })
  on_pipeline_error(_: { error: unknown; run_params: unknown; pipeline: unknown; catalog: unknown }): void {}
}

/** Hooks around the catalog of data. */
export class DataCatalogSpecs {
  @hookspec({ args: ["catalog", "conf_catalog", "conf_creds", "parameters", "save_version", "load_versions"] })
  after_catalog_created(
    _: {
      catalog: unknown;
      conf_catalog: unknown;
      conf_creds: unknown;
      parameters: unknown;
      save_version: unknown;
      load_versions: unknown;
    },
  ): void {}
}

/** Hooks around data that is loaded and saved. */
export class DatasetSpecs {
  @hookspec({ args: ["dataset_name", "node"] })
  before_dataset_loaded(_: { dataset_name: string; node: unknown }): void {}

  @hookspec({ args: ["dataset_name", "data", "node"] })
  after_dataset_loaded(_: { dataset_name: string; data: unknown; node: unknown }): void {}

  @hookspec({ args: ["dataset_name", "data", "node"] })
  before_dataset_saved(_: { dataset_name: string; data: unknown; node: unknown }): void {}

  @hookspec({ args: ["dataset_name", "data", "node"] })
  after_dataset_saved(_: { dataset_name: string; data: unknown; node: unknown }): void {}
}

/** Hooks around the context of a run. */
export class KedroContextSpecs {
  @hookspec({ args: ["context"] })
  after_context_created(_: { context: unknown }): void {}
}

/** kedro's hooks, in the order in which kedro adds them. */
export const kedroSpecs: readonly object[] = [
  NodeSpecs,
  PipelineSpecs,
  DataCatalogSpecs,
  DatasetSpecs,
  KedroContextSpecs,
];

/** All of kedro's hooks. */
export type KedroHooks = NodeSpecs & PipelineSpecs & DataCatalogSpecs & DatasetSpecs & KedroContextSpecs;
