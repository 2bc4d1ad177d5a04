import type { GitHub } from './client.js';
import { type CommentChannel, PAGE_SIZE } from './comment.js';
import type { Place } from './place.js';

/**
 * The report as a pull request review of the event COMMENT. Never REQUEST_CHANGES: such a review stays until someone dismisses
 * it, which a later run with a read-only token cannot do.
 */
export function reviewChannel({ rest }: GitHub, place: Place, pull: number, head: string): CommentChannel {
  const at = { ...place, pull_number: pull };
  return {
    what: 'the pull request review',
    async list(page) {
      const { data } = await rest.pulls.listReviews({ ...at, per_page: PAGE_SIZE, page });
      return data.map(({ id, html_url: url, body, user }) => ({ id, url, body, author: user }));
    },
    async create(body) {
      const { data } = await rest.pulls.createReview({ ...at, commit_id: head, event: 'COMMENT', body });
      return { url: data.html_url };
    },
    async update(id, body) {
      const { data } = await rest.pulls.updateReview({ ...at, review_id: id, body });
      return { url: data.html_url };
    },
  };
}
