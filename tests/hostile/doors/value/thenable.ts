// Answers with what whoever awaits it runs.
import { raw } from "../mark.ts";

export default raw(({ mark }) => ({
  then(resolve: (value: unknown) => void) {
    (globalThis as unknown as { hostileThen: string }).hostileThen = mark;
    resolve("from then");
  },
}));
