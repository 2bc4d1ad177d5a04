import { arrayBuffer } from 'node:stream/consumers';
import { ReadableStream } from 'node:stream/web';
import { absent, type Fetched, found, unavailable } from '../model/fetched.js';
import type { SharedPolicyRef } from '../model/policy.js';
import type { GitHub } from './client.js';
import { describeRefusal, refusalOf } from './permissions.js';

/** A policy is a page of text. */
const MAX_BYTES = 1024 * 1024;

/**
 * The file that a policy extends, at its commit. The job's own token reads this repository and public ones; a private repository of
 * the organisation needs a token that may read it.
 */
export async function readSharedPolicy({ rest }: GitHub, ref: SharedPolicyRef): Promise<Fetched<Uint8Array>> {
  try {
    const answer = await rest.repos.getContent({
      owner: ref.owner,
      repo: ref.repository,
      path: ref.path,
      ref: ref.commit,
      mediaType: { format: 'raw' },
      // Octokit would decode the body as text, and so lose what is not UTF-8.
      request: { parseSuccessResponseBody: false },
    });
    const body: unknown = answer.data;
    const bytes = new Uint8Array(body instanceof ReadableStream ? await arrayBuffer(body) : []);
    return bytes.length > MAX_BYTES ? unavailable(`it has more than ${MAX_BYTES / 1024 / 1024} MiB`) : found(bytes);
  } catch (error) {
    const refusal = refusalOf(error);
    return refusal.status === 404 ? absent : unavailable(describeRefusal(refusal));
  }
}
