/** Conversations at lines of a diff, which the embedded GitHub does not keep. */

export interface StoredComment {
  readonly id: string;
  /** As REST has it: `github-actions[bot]`. */
  readonly author: string;
  body: string;
  minimized: string | null;
}

export interface StoredThread {
  readonly id: string;
  readonly pull: number;
  readonly path: string;
  readonly line: number;
  resolved: boolean;
  readonly comments: StoredComment[];
}

export interface NewThread {
  readonly pull: number;
  readonly path: string;
  readonly line: number;
  readonly author: string;
  readonly body: string;
}

export interface ReviewThreads {
  readonly of: (pull: number) => readonly StoredThread[];
  readonly open: (thread: NewThread) => StoredThread;
  readonly reply: (thread: StoredThread, author: string, body: string) => void;
  /** By the id of a comment; false when there is none such. */
  readonly remove: (id: string) => boolean;
  readonly edit: (id: string, body: string) => boolean;
  readonly minimize: (id: string, reason: string) => boolean;
}

export function createReviewThreads(): ReviewThreads {
  let ids = 0;
  let threads: StoredThread[] = [];
  const newId = (kind: string): string => {
    ids += 1;
    return `${kind}_${ids}`;
  };
  const comment = (author: string, body: string): StoredComment => ({
    id: newId('PRRC'),
    author,
    body,
    minimized: null,
  });
  const change = (id: string, apply: (found: StoredComment) => void): boolean => {
    const found = threads.flatMap(({ comments }) => comments).find((candidate) => candidate.id === id);
    if (found !== undefined) apply(found);
    return found !== undefined;
  };

  return {
    of: (pull) => threads.filter((thread) => thread.pull === pull),
    open({ author, body, ...place }) {
      const thread = { ...place, id: newId('PRRT'), resolved: false, comments: [comment(author, body)] };
      threads.push(thread);
      return thread;
    },
    reply: (thread, author, body) => thread.comments.push(comment(author, body)),
    remove: (id) =>
      change(id, () => {
        for (const { comments } of threads) {
          const at = comments.findIndex((candidate) => candidate.id === id);
          if (at >= 0) comments.splice(at, 1);
        }
        threads = threads.filter(({ comments }) => comments.length > 0);
      }),
    edit: (id, body) =>
      change(id, (found) => {
        found.body = body;
      }),
    minimize: (id, reason) =>
      change(id, (found) => {
        found.minimized = reason;
      }),
  };
}

/** Lines that GitHub takes a comment at: those that the patch shows of the new file. */
export function commentableLines(patch: string): readonly number[] {
  let next = 0;
  return patch.split('\n').flatMap((line) => {
    const start = /^@@ [^+]*\+(\d+)/u.exec(line)?.[1];
    if (start !== undefined) next = Number(start);
    else if (line.startsWith('+') || line.startsWith(' ')) {
      next += 1;
      return [next - 1];
    }
    return [];
  });
}
