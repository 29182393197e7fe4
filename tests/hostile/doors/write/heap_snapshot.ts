// Has the heap written to a file.
import { writeHeapSnapshot } from "node:v8";
import { door } from "../mark.ts";

export default door(({ outsideFolder, mark }) => writeHeapSnapshot(`${outsideFolder}/${mark}`));
