/** A syntax node freed from the parser's memory: named nodes only, plus operators and the colons of slices. */
export interface SyntaxNode {
  readonly type: string;
  /** The grammar's field name within the parent. */
  readonly field: string | null;
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly SyntaxNode[];
}

/** The first child in a field of the grammar. */
export const child = (node: SyntaxNode, field: string): SyntaxNode | null =>
  node.children.find((candidate) => candidate.field === field) ?? null;

/** All children in a field of the grammar. */
export const childrenOf = (node: SyntaxNode, field: string): readonly SyntaxNode[] =>
  node.children.filter((candidate) => candidate.field === field);
