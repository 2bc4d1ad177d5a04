import * as core from '@actions/core';
import type { AnnotationSink } from './annotations.js';
import { cutToFit, JOB_SUMMARY_LIMITS } from './fit.js';

/** What the runner takes from a step: log lines, workflow commands, outputs, the summary and the exit code. */
export interface Actions extends AnnotationSink {
  readonly input: (name: string) => string;
  readonly info: (line: string) => void;
  readonly isDebug: boolean;
  /** Keeps a value out of the log. */
  readonly mask: (secret: string) => void;
  readonly output: (name: string, value: string) => void;
  /** False when the runner takes no summary. */
  readonly summary: (markdown: string) => Promise<boolean>;
  readonly fail: (message: string) => void;
}

export function createActions(environment: Readonly<Record<string, string | undefined>>): Actions {
  return {
    input: (name) => core.getInput(name),
    info: (line) => core.info(line),
    isDebug: core.isDebug(),
    mask: (secret) => core.setSecret(secret),
    output: (name, value) => core.setOutput(name, value),
    error: (message, properties) => core.error(message, properties),
    warning: (message, properties) => core.warning(message, properties),
    notice: (message, properties) => core.notice(message, properties),
    async summary(markdown) {
      if (!environment['GITHUB_STEP_SUMMARY']) return false;
      await core.summary.addRaw(cutToFit(markdown, JOB_SUMMARY_LIMITS)).write({ overwrite: true });
      return true;
    },
    fail: (message) => core.setFailed(message),
  };
}
