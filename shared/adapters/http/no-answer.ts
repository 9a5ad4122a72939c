/** Why a request got no whole answer. Whether the other side acted on it is unknown, except where nothing was sent. */
export type NoAnswerReason = 'time-out' | 'connection-lost' | 'too-large';

const SENTENCE: Readonly<Record<NoAnswerReason, string>> = {
  'time-out': 'The vendor did not answer in time.',
  'connection-lost': 'The connection to the vendor was lost.',
  'too-large': 'The answer of the vendor is larger than any it should send.',
};

/** A request was sent and no whole answer came. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly reason: NoAnswerReason;
  constructor(reason: NoAnswerReason, options?: ErrorOptions) {
    super(SENTENCE[reason], options);
    this.reason = reason;
  }
}
