import type { GitHub } from './client.js';
import { type CommentChannel, PAGE_SIZE } from './comment.js';
import type { Place } from './place.js';

/** The report as an ordinary comment of the conversation, for teams that keep reviews to people (`comment-as: sticky`). */
export function stickyChannel({ rest }: GitHub, place: Place, pull: number): CommentChannel {
  return {
    what: 'the pull request comment',
    async list(page) {
      const { data } = await rest.issues.listComments({ ...place, issue_number: pull, per_page: PAGE_SIZE, page });
      return data.map(({ id, html_url: url, body, user }) => ({ id, url, body: body ?? '', author: user }));
    },
    async create(body) {
      const { data } = await rest.issues.createComment({ ...place, issue_number: pull, body });
      return { url: data.html_url };
    },
    async update(id, body) {
      const { data } = await rest.issues.updateComment({ ...place, comment_id: id, body });
      return { url: data.html_url };
    },
  };
}
