import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderComment, takePicture } from '../render-comment.mjs';

const PICTURE_HEIGHT = 1700;
const FOLDER = fileURLToPath(new URL('../../demo-output/', import.meta.url));

export interface SavedComment {
  readonly markdown: string;
  readonly page: string;
  /** null where no Chromium was found. */
  readonly picture: string | null;
}

/** Keeps the comment as text, as a page, and as a picture where Chromium is installed. */
export function saveComment(comment: string): SavedComment {
  mkdirSync(FOLDER, { recursive: true });
  const [markdown, page, picture] = ['comment.md', 'comment.html', 'comment.png'].map((name) => join(FOLDER, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(markdown, comment);
  writeFileSync(page, renderComment(comment));
  return { markdown, page, picture: takePicture(page, picture, PICTURE_HEIGHT) ? picture : null };
}
