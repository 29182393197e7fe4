// Imports a file as text from a module in a blob.
import { door } from "../mark.ts";

export default door(async ({ secretFile }) => {
  const source = `export { default } from ${JSON.stringify(`file://${secretFile}`)} with { type: "text" };`;
  const url = URL.createObjectURL(
    new Blob([source], { type: "text/javascript" }),
  );
  return (await import(url)).default;
});
