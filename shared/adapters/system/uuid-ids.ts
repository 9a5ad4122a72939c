import { v7 } from 'uuid';
import { ID_PREFIXES, type IdKind } from '../../domain/ids.ts';
import type { IdSource } from '../../ports/surroundings.ts';

/** New ids by the package `uuid`, whose version 7 counts on within a millisecond (RFC 9562 §6.2). */
export class UuidIds implements IdSource {
  next(kind: IdKind): string {
    return `${ID_PREFIXES[kind]}_${v7()}`;
  }
}
