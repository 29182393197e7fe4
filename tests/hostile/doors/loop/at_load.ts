// Never ends while it is loaded.
import { door } from "../mark.ts";

for (;;);

export default door(() => true);
