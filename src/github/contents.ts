import type { ContentsScope } from '../model/report.js';
import type { Event } from './event.js';

/**
 * A schedule looks at every locked release again and again, and a file cannot change without its hash, which is compared each time. So it
 * asks the index and the advisories only; whoever starts a run by hand wants the code read.
 */
export const contentsOf = (event: Event): ContentsScope =>
  event.kind === 'whole' && event.name === 'schedule'
    ? {
        read: false,
        reason:
          'a scheduled run holds each locked release against what its index and the advisories say today. Start the workflow by hand to have the code read.',
      }
    : { read: true };

/**
 * Which issue monitoring keeps. What reading the code has found stands in one of its own: a scheduled run has not looked, so it must not
 * close or rewrite it.
 */
export const issueKey = (key: string, event: Event): string =>
  event.kind === 'whole' && contentsOf(event).read ? `${key}-code` : key;
