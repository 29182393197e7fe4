/// <reference lib="deno.worker" />
self.postMessage("the secret of the host");
