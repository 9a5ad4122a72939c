import type { IsoDuration } from './time.ts';

/**
 * How long an event may be without a seal. The stream hands events over after a minute at the latest, sealing takes some seconds, and a
 * function that fails is tried again; an event older than this in no segment was missed, or was put in by somebody.
 */
export const SEALED_WITHIN: IsoDuration = 'PT15M';

/** How far the time an event says may be from when its row was first seen: a function lives for 20 s, and clocks differ little. */
export const MISDATED_BY: IsoDuration = 'PT15M';
