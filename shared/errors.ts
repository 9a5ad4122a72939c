/** One broken rule in an input: where it is and what the rule says. */
export interface Violation {
  /** Path of the field, dots between levels, e.g. `rules.0.when.field`; empty for the whole body. */
  readonly field: string;
  readonly rule: string;
}

/** Root of every error this product throws on purpose; `code` is stable, `message` is for people. */
export abstract class SeatkeeperError extends Error {
  abstract readonly code: string;
}

/** The input breaks one or more rules. Nothing was changed. */
export class ValidationError extends SeatkeeperError {
  override readonly name = 'ValidationError';
  readonly code = 'invalid';
  readonly violations: readonly Violation[];
  constructor(message: string, violations: readonly Violation[] = []) {
    super(message);
    this.violations = violations;
  }
}

/** The thing named in the request does not exist, or is hidden from the asker. */
export class NotFoundError extends SeatkeeperError {
  override readonly name = 'NotFoundError';
  readonly code = 'not-found';
}

/** The request contradicts the present state; `code` names how. */
export class ConflictError extends SeatkeeperError {
  override readonly name = 'ConflictError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The record changed since the version the caller named (RFC 9110 §13.1.1, If-Match). */
export class VersionMismatchError extends SeatkeeperError {
  override readonly name = 'VersionMismatchError';
  readonly code = 'version-mismatch';
}

/** Nobody, or nobody we know, is asking. */
export class UnauthenticatedError extends SeatkeeperError {
  override readonly name = 'UnauthenticatedError';
  readonly code = 'unauthenticated';
}

/** We know who asks, and they may not. */
export class ForbiddenError extends SeatkeeperError {
  override readonly name = 'ForbiddenError';
  readonly code: string;
  constructor(message: string, code = 'forbidden') {
    super(message);
    this.code = code;
  }
}

/** We know who asks, and they are restricted to some applications: this is about more than those. */
export class RestrictedError extends ForbiddenError {
  constructor() {
    super('You are restricted to some applications. This is about the whole organization.', 'restricted');
  }
}

/** The input is larger than this door takes; the message names the limit and the way for larger ones. */
export class TooLargeError extends SeatkeeperError {
  override readonly name = 'TooLargeError';
  readonly code = 'too-large';
}

/** The body's media type is not one this door reads. */
export class UnsupportedMediaTypeError extends SeatkeeperError {
  override readonly name = 'UnsupportedMediaTypeError';
  readonly code = 'unsupported-media-type';
}

/** A stored row, a vendor's answer or a setting is not what its schema says: a fault, never a decision. */
export class CorruptDataError extends SeatkeeperError {
  override readonly name = 'CorruptDataError';
  readonly code = 'corrupt-data';
}

/** Too many failures from the same source; the same request may be made again after the pause. */
export class TooManyRequestsError extends SeatkeeperError {
  override readonly name = 'TooManyRequestsError';
  readonly code = 'too-many-requests';
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
