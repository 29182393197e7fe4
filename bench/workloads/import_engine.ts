import "../../src/engine/mod.ts";
