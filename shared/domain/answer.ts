/** Three-valued answer (Kleene): unknown never becomes true by way of `not`. */
export type Answer = 'true' | 'false' | 'unknown';
