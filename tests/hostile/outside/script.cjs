exports.secret = "the secret of the host";
