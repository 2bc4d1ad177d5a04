/** A problem before it has a line: `at` is a line or the path of the key. */
export interface Complaint {
  readonly message: string;
  readonly at: number | null | readonly (string | number)[];
}
