/** A row as it was sent, before anybody looked at what it says. `fault`: it could not even be read. */
export interface SentRow {
  readonly line: number;
  readonly value: unknown;
  readonly fault: string | null;
  readonly email: string | null;
}

/** A row's cells by the name of their column; empty ones are left out. Further columns are kept by their header as written. */
export interface Cells {
  readonly known: Readonly<Record<string, string>>;
  readonly further: ReadonlyMap<string, string>;
}

/** The columns a kind knows: by each one's name, further names it goes by. */
export interface CsvColumns {
  readonly required: readonly string[];
  readonly names: Readonly<Record<string, readonly string[]>>;
  /** Whether columns beyond these are kept; where not, they are ignored. */
  readonly keepsFurther: boolean;
}
