/** Where the entries of a PEX lock stand. `JSON.parse` gives no positions, so the keys are found in one pass over the text. */
export interface PexLines {
  /** The entry with this number, counted over the whole file. */
  readonly blockOf: (index: number) => PexBlock;
}

export interface PexBlock {
  /** 1-based line of the project's name, which the tool writes below the files. */
  readonly line: number;
  /** 1-based line of a file's URL; the block's own line when it is not found. */
  readonly lineOfUrl: (url: string) => number;
}

const KEY = /"(?<key>project_name|url)"[ \t]*:[ \t]*"(?<value>[^"\\]*)"/gu;

/** Text within a string cannot be mistaken for a key: its quotes would be written `\"`. */
export function pexLines(text: string): PexLines {
  const blocks: { line: number; urls: Map<string, number> }[] = [];
  let urls = new Map<string, number>();
  let [line, end] = [1, text.indexOf('\n')];
  for (const match of text.matchAll(KEY)) {
    while (end !== -1 && end < match.index) {
      line += 1;
      end = text.indexOf('\n', end + 1);
    }
    const { key, value = '' } = match.groups ?? {};
    if (text[match.index - 1] === '\\') continue;
    if (key === 'url') urls.set(value, line);
    else {
      blocks.push({ line, urls });
      urls = new Map();
    }
  }
  return {
    blockOf: (index) => {
      const found = blocks[index] ?? { line: blocks[0]?.line ?? 1, urls };
      return { line: found.line, lineOfUrl: (url) => found.urls.get(url) ?? found.line };
    },
  };
}
