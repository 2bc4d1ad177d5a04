import { SUMMARY_BUDGET } from './budget.js';
import { renderMarkdown } from './markdown.js';
import { output } from './output.js';

/** The job summary: the comment with room for every row. */
export const summary = output({
  id: 'summary',
  mediaType: 'text/markdown',
  render: (report) => renderMarkdown(report, SUMMARY_BUDGET),
});
