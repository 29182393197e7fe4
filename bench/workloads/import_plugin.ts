import "../../plugin.ts";
