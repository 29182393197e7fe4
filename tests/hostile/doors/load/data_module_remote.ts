// Imports a text from another host from a module in a data URL.
import { door } from "../mark.ts";

export default door(async ({ serverUrl, mark }) => {
  const source = `export { default } from ${JSON.stringify(`${serverUrl}text.txt?${mark}`)} with { type: "text" };`;
  return (await import(`data:text/javascript,${encodeURIComponent(source)}`))
    .default;
});
