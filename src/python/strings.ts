import { MAX_TEXT } from './constants.js';
import { literalValue, prefixOf } from './literals.js';
import type { Frame } from './state.js';
import { concatenated, hidden, pieceOf, textFrom } from './texts.js';
import { child, type SyntaxNode } from './tree.js';
import { constantValue, flowOf, UNKNOWN, type Value } from './value.js';

const sourceOf = (frame: Frame, node: SyntaxNode): string => frame.state.text.slice(node.start, node.end);

/** The value of a literal, read once for each place in the text: a loop that is run through meets the same ones again and again. */
export function literal(frame: Frame, node: SyntaxNode, read: () => Value): Value {
  const { literals } = frame.state;
  const known = literals.get(node.start);
  if (known !== undefined) return known;
  const value = read();
  literals.set(node.start, value);
  return value;
}

/** A string literal or f-string. */
export function string(frame: Frame, node: SyntaxNode): Value {
  const [start] = node.children;
  if (start === undefined) return UNKNOWN;
  const prefix = prefixOf(sourceOf(frame, start));
  if (/[ft]/u.test(prefix)) return formatted(frame, node, prefix);
  return literal(frame, node, () => {
    const last = node.children.at(-1);
    const end = last?.type === 'string_end' ? last.start : node.end;
    const read = literalValue(prefix, frame.state.text.slice(start.end, end));
    const value = constantValue(read.value);
    return read.escaped ? hidden(value) : value;
  });
}

function formatted(frame: Frame, node: SyntaxNode, prefix: string): Value {
  const parts: Value[] = [];
  let text = '';
  for (const part of node.children) {
    if (part.type === 'interpolation') {
      const inner = child(part, 'expression');
      const value = inner === null ? UNKNOWN : frame.state.run.evaluate(frame, inner);
      parts.push(value);
      const plain = part.children.every((each) => each === inner || each.type === 'type_conversion');
      text += plain && text.length < MAX_TEXT ? pieceOf(value) : pieceOf(UNKNOWN);
    } else if (part.type === 'string_content') {
      const { constant: piece } = literal(frame, part, () =>
        constantValue(literalValue(prefix, sourceOf(frame, part).replaceAll('{{', '{').replaceAll('}}', '}')).value),
      );
      text += typeof piece === 'string' ? piece : '';
    }
  }
  return textFrom(text, parts);
}

/** Literals side by side are one (lexical analysis §2.4.2). */
export function adjacentStrings(frame: Frame, node: SyntaxNode): Value {
  let value: Value | null = null;
  for (const part of node.children) {
    const next = frame.state.run.evaluate(frame, part);
    value = value === null ? next : (concatenated(value, next) ?? flowOf([value, next]));
  }
  return value ?? UNKNOWN;
}
