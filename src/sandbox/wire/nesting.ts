/**
 * Whether a text of JSON is nested deeper than that, without parsing it: a parser takes memory for each level. What is no
 * JSON may be answered either way, but no parser gets further into it than the limit either, if the answer is no.
 */
export function deeperThan(text: string, limit: number): boolean {
  // It takes a bracket for each level, so that most messages need not be gone through.
  if (text.length <= limit || !hasMore(text, limit)) return false;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) quoted = !quoted;
    else if (quoted) {
      if (code === BACKSLASH) i++;
    } else if (code === LIST || code === OBJECT) {
      if (++depth > limit) return true;
    } else if (code === LIST_END || code === OBJECT_END) depth--;
  }
  return false;
}

/** Whether there are more opening brackets than that, wherever they are. */
function hasMore(text: string, limit: number): boolean {
  let count = 0;
  for (const bracket of ["[", "{"]) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      if (++count > limit) return true;
    }
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LIST = 0x5b;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;
