import type { WireFault } from '../../../local/stand-in/wire-faults.ts';

/** What can become of any vendor's answer, and the fault of every stand-in that does it. */
export const SPOILT_ANSWERS = {
  'server-error': { kind: 'server-error' },
  html: { kind: 'bad-gateway' },
  'cut-short': { kind: 'truncated', shape: 'short' },
  'half-json': { kind: 'truncated', shape: 'framed' },
  'never-sent': { kind: 'reset-before' },
  'answer-lost': { kind: 'reset-after' },
} as const satisfies Record<string, WireFault>;

export type SpoiltAnswer = keyof typeof SPOILT_ANSWERS;
