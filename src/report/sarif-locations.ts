import type { CodeFlow, Location } from 'sarif';
import type { LockfileLocation, TraceStep } from '../model/finding.js';
import type { MemberLocation } from '../model/profile.js';
import { printable } from '../model/text.js';

/** A line of the repository, relative to its root. A whole file is its first line: GitHub shows nothing without a region. */
export const lockfileLocation = ({ path, line }: LockfileLocation): Location => ({
  physicalLocation: {
    artifactLocation: { uri: uriPath(path), uriBaseId: '%SRCROOT%' },
    region: { startLine: line ?? 1 },
  },
});

/** A place inside a distribution; the URI is no file of the repository, and is written so that nobody takes it for one. */
export const memberLocation = ({ artifact, path, line, excerpt }: MemberLocation): Location => ({
  physicalLocation: {
    artifactLocation: { uri: `distribution:/${uriPath(artifact)}/${uriPath(path)}` },
    ...(line === null
      ? {}
      : {
          region: {
            startLine: line,
            ...(excerpt === null ? {} : { snippet: { text: printable(excerpt, 500) } }),
          },
        }),
  },
  message: { text: printable(`${path} in ${artifact}`, 500) },
});

/** Source → steps → sink. */
export const codeFlows = (trace: readonly TraceStep[]): CodeFlow[] => [
  {
    threadFlows: [
      {
        locations: trace.slice(0, MAX_STEPS).map(({ what, at }) => ({
          location: { ...memberLocation(at), message: { text: printable(what, 500) } },
        })),
      },
    ],
  },
];

const MAX_STEPS = 100;

// Each segment alone, so that a path of the pull request can neither leave the root nor become a URL with a scheme or host.
const uriPath = (path: string): string =>
  path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .map((segment) => encodeURIComponent(segment.toWellFormed()))
    .join('/');
