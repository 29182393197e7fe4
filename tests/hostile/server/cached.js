export const secret = "the secret of the host";
