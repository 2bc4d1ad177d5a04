/** Something in an input file that could not be understood. A problem is told to the reader and never dropped. */
export interface Problem {
  readonly path: string;
  /** 1-based; null when the problem concerns the whole file. */
  readonly line: number | null;
  /** What, why it matters, what to do; ends with a full stop. The path and line are added by whoever prints it. */
  readonly message: string;
  /** `file`: nothing of the file could be used. `entry`: one entry is missing or only partly understood. */
  readonly affects: 'file' | 'entry';
}

export const fileProblem = (path: string, message: string, line: number | null = null): Problem => ({
  path,
  line,
  message,
  affects: 'file',
});

export const entryProblem = (path: string, line: number | null, message: string): Problem => ({
  path,
  line,
  message,
  affects: 'entry',
});
