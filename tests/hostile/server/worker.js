self.postMessage("the secret of the host");
