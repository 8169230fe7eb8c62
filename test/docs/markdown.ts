/**
 * What the documentation tests read of a Markdown file: its fenced blocks, its links and the anchors
 * of its headings. Not a Markdown parser: our own documents keep to what is read here.
 */

/** A fenced block. The words after the language are `key=value`: `yaml file=lock.yaml`. */
export interface Block {
  readonly language: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** Nothing but blank lines stands between the block before and this one. */
  readonly follows: boolean;
}

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; margin: number; info: string; lines: string[]; line: number } | null =
    null;
  let text = true;
  markdown.split('\n').forEach((line, i) => {
    const [, margin, fence, info] = /^( *)(```+)(.*)$/.exec(line) ?? [];
    if (open === null && fence !== undefined) {
      open = { fence, margin: margin.length, info: info.trim(), lines: [], line: i + 1 };
    } else if (open !== null && line.trim() === open.fence) {
      const [language = '', ...words] = open.info.split(/\s+/);
      const attributes = Object.fromEntries(words.map((word) => word.split('=', 2)));
      blocks.push({ language, attributes, lines: open.lines, line: open.line, follows: !text });
      open = null;
      text = false;
    } else if (open !== null) open.lines.push(line.slice(open.margin));
    else if (line.trim() !== '') text = true;
  });
  if (open !== null) throw new Error(`a block is never closed: line ${(open as Block).line}`);
  return blocks;
}

/** The same text with the lines of blocks replaced: by the line of their opening fence. */
export function withBlocks(
  markdown: string,
  replaced: ReadonlyMap<number, readonly string[]>,
): string {
  const lines = markdown.split('\n');
  for (const block of blocksOf(markdown).reverse()) {
    const now = replaced.get(block.line);
    if (now !== undefined) lines.splice(block.line, block.lines.length, ...now);
  }
  return lines.join('\n');
}

/** Targets of links and pictures outside of blocks and code. */
export function linksOf(markdown: string): string[] {
  const inline = [...prose(markdown).matchAll(/!?\[[^\]]*\]\(([^)\s]+)\)/g)].map((m) => m[1]);
  const html = [...prose(markdown).matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map((m) => m[1]);
  return [...inline, ...html];
}

/** Anchors as GitHub makes them of headings. */
export function anchorsOf(markdown: string): string[] {
  return outsideBlocks(markdown)
    .split('\n')
    .flatMap((line) => /^#{1,6} (.+)$/.exec(line)?.[1] ?? [])
    .map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
}

const prose = (markdown: string) => outsideBlocks(markdown).replace(/`[^`\n]*`/g, '');

function outsideBlocks(markdown: string): string {
  const lines = markdown.split('\n');
  for (const block of blocksOf(markdown)) {
    for (let i = 0; i < block.lines.length + 2; i++) lines[block.line - 1 + i] = '';
  }
  return lines.join('\n');
}
