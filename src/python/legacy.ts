import { forEachLine, isOperator } from './lines.js';
import { NAME, NUMBER, STRING, type Tokens, tokenText } from './tokens.js';

/**
 * Python 2's `exec code in namespace`, written as the call that it is. The grammar knows the statement only with a bare name or
 * literal. Lines stay where they are; only the one after the statement's end moves by a character.
 */
export function withExecCalls(tokens: Tokens): string {
  const edits: { readonly at: number; readonly skip: number; readonly put: string }[] = [];
  forEachLine(tokens, (line) => {
    for (let at = line.from; at < line.to; at += 1) {
      if (!isExecStatement(tokens, at, line)) continue;
      const end = statementEnd(tokens, at, line.to);
      edits.push({ at: tokens.end[at] ?? 0, skip: 0, put: '(' });
      const namespace = namespaceWord(tokens, at, end);
      if (namespace !== null) edits.push({ at: tokens.start[namespace] ?? 0, skip: 2, put: ', ' });
      edits.push({ at: tokens.end[end - 1] ?? 0, skip: 0, put: ')' });
      at = end;
    }
  });
  let text = '';
  let from = 0;
  for (const edit of edits) {
    text += tokens.text.slice(from, edit.at) + edit.put;
    from = edit.at + edit.skip;
  }
  return edits.length === 0 ? tokens.text : text + tokens.text.slice(from);
}

function isExecStatement(tokens: Tokens, at: number, line: { readonly from: number }): boolean {
  if (tokens.kind[at] !== NAME || tokenText(tokens, at) !== 'exec') return false;
  const begins = at === line.from || isOperator(tokens, at - 1, ';') || isOperator(tokens, at - 1, ':');
  const next = tokens.kind[at + 1];
  return (
    begins &&
    (next === NAME || next === STRING || next === NUMBER) &&
    !/^(?:in|is|and|or|if|not|for|as)$/u.test(tokenText(tokens, at + 1))
  );
}

function statementEnd(tokens: Tokens, from: number, to: number): number {
  let at = from;
  while (at < to && !isOperator(tokens, at, ';')) at += 1;
  return at;
}

/** The `in` of `exec code in namespace`, outside brackets. */
function namespaceWord(tokens: Tokens, from: number, to: number): number | null {
  let depth = 0;
  for (let at = from; at < to; at += 1) {
    if (isOperator(tokens, at, '(') || isOperator(tokens, at, '[')) depth += 1;
    else if (isOperator(tokens, at, ')') || isOperator(tokens, at, ']')) depth -= 1;
    else if (depth === 0 && tokens.kind[at] === NAME && tokenText(tokens, at) === 'in') return at;
  }
  return null;
}
