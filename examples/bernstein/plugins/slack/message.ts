/**
 * What Slack is sent: the payload of an incoming webhook.
 *
 * @module
 */

/** A message as an incoming webhook takes it. */
export interface Payload {
  /** What notifications show, and what is shown where blocks are not. */
  readonly text: string;
  /** What is shown in the channel. */
  readonly blocks: readonly Block[];
}

/** A part of a message. Its texts are no markup, as those of Slack's `mrkdwn` would be. */
export type Block =
  | { readonly type: "rich_text"; readonly elements: readonly RichText[] }
  | { readonly type: "context"; readonly elements: readonly { readonly type: "plain_text"; readonly text: string }[] };

/** A paragraph, or what a program wrote. */
export interface RichText {
  readonly type: "rich_text_section" | "rich_text_preformatted";
  readonly elements: readonly Element[];
}

/** A piece of a paragraph. */
export type Element =
  | { readonly type: "emoji"; readonly name: string }
  | { readonly type: "text"; readonly text: string; readonly style?: { readonly bold: true } };

/** A message before it is in Slack's form. */
export interface Message {
  /** An emoji by name, without colons. */
  readonly emoji: string;
  /** What happened, in bold. */
  readonly title: string;
  /** What there is to say about it. */
  readonly body?: string;
  /** What a program wrote; shown as it is. */
  readonly output?: string;
  /** Small print; Slack takes ten pieces at most. */
  readonly notes?: readonly string[];
}

/** The most characters of a text: nobody reads more of them in a channel. */
const LONGEST = 500;

/** Puts a message into Slack's form. */
export function payloadOf({ emoji, title, body = "", output = "", notes = [] }: Message): Payload {
  const [heading, said, written] = [beginning(oneLine(title)), beginning(oneLine(body)), end(plain(output).trim())];
  const section: Element[] = [
    { type: "emoji", name: emoji },
    { type: "text", text: ` ${heading}`, style: { bold: true } },
  ];
  if (said !== "") section.push({ type: "text", text: `\n${said}` });
  const paragraphs: RichText[] = [{ type: "rich_text_section", elements: section }];
  if (written !== "") {
    paragraphs.push({ type: "rich_text_preformatted", elements: [{ type: "text", text: written }] });
  }
  const blocks: Block[] = [{ type: "rich_text", elements: paragraphs }];
  const small = notes.map((note) => beginning(oneLine(note))).filter((note) => note !== "");
  if (small.length > 0) {
    blocks.push({ type: "context", elements: small.map((text) => ({ type: "plain_text", text })) });
  }
  return { text: escape(said === "" ? heading : `${heading}: ${said}`), blocks };
}

/** The one text that is markup. Written like this, `<!channel>` and links are what they look like and nothing else. */
function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, " ").trim();
}

function beginning(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text;
}

/** Of what a program wrote, where the reason usually is. */
function end(text: string): string {
  return text.length > LONGEST ? `…${text.slice(-LONGEST).toWellFormed()}` : text;
}

/** Without control characters, save line breaks and tabs. */
function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}
