/** A repository of the API's host. */
export interface Place {
  readonly owner: string;
  readonly repo: string;
}
