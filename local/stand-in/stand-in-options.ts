/** What a stand-in is started with. */
export interface StandInOptions<C> {
  readonly company: C;
  /** Where `requests.jsonl` is kept; absent: nowhere. */
  readonly dataDirectory?: string | undefined;
  readonly maxPageSize?: number | undefined;
  readonly clock?: () => number;
}
