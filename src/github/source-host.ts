import { absent, type Fetched, found, unavailable } from '../model/fetched.js';
import { pageHostOf } from '../model/repository.js';
import type { SourceHostAnswer, SourceHostApi } from '../ports.js';
import type { GitHub } from './client.js';
import { describeRefusal, isRateLimit, refusalOf } from './permissions.js';

/**
 * The API of the GitHub that the job runs on, with the job's own token, which reads every public repository. After a rate limit nothing
 * more is asked: the limit is one for all workflows of a repository, and the report must still be written.
 */
export function createActionSourceHost({ request }: GitHub, apiUrl: string): SourceHostApi {
  let exhausted: Fetched<SourceHostAnswer> | null = null;
  return {
    host: pageHostOf(apiUrl),
    get: async (path) => {
      if (exhausted !== null) return exhausted;
      try {
        const { status, data } = await request(`GET ${path}`);
        return found({ status, json: data });
      } catch (error) {
        const refusal = refusalOf(error);
        const { status } = refusal;
        if (status === 404 || status === 410) return absent;
        if (status === 409 || status === 422) return found({ status, json: null });
        const answer = unavailable(describeRefusal(refusal));
        if (isRateLimit(refusal)) exhausted = answer;
        return answer;
      }
    },
  };
}
