import type { Level } from '../model/level.js';
import type { Annotation } from '../report/annotations.js';

/** Where workflow commands go; `@actions/core` in production. */
export interface AnnotationSink {
  readonly error: Annotate;
  readonly warning: Annotate;
  readonly notice: Annotate;
}

type Annotate = (
  message: string,
  properties?: { readonly file: string; readonly startLine: number; readonly title: string },
) => void;

/** GitHub shows ten of each level a step; the remaining ones are left for the errors and warnings of the run itself. */
const MAX_PER_LEVEL = 8;

/** Prints the heaviest annotations as workflow commands and returns how many had no room. */
export function annotate(annotations: readonly Annotation[], sink: AnnotationSink): number {
  const print: Readonly<Record<Level, Annotate>> = { block: sink.error, warn: sink.warning, note: sink.notice };
  const printed: Record<Level, number> = { block: 0, warn: 0, note: 0 };
  let left = 0;
  for (const { level, path, line, title, message } of annotations) {
    if (printed[level] === MAX_PER_LEVEL) left += 1;
    else {
      printed[level] += 1;
      print[level](message, { file: path, startLine: line, title });
    }
  }
  return left;
}
