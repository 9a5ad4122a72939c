/** What somebody is told of an event: what happened and what to do, a sentence each. */
export interface Notice {
  readonly headline: string;
  readonly fix: string;
}
