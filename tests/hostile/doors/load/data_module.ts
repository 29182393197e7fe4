// Imports a file as text from a module in a data URL.
import { door } from "../mark.ts";

export default door(async ({ secretFile }) => {
  const source = `export { default } from ${JSON.stringify(`file://${secretFile}`)} with { type: "text" };`;
  return (await import(`data:text/javascript,${encodeURIComponent(source)}`))
    .default;
});
