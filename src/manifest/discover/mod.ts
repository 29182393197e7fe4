/**
 * Discovery, as far as configuration files go: what a project depends on.
 *
 * @module
 */
export type { ConfigProblem } from "./config_file.ts";
export { type Dependencies, type Dependency, findDependencies } from "./dependencies.ts";
export { exportOf, type PackageName, packageOf } from "./package.ts";
