import type { Caller } from './dependencies.ts';

/** The user on whose behalf something is done; null where it is a program or one of our own workers. */
export const userOf = ({ actor }: Caller): string | null => (actor.kind === 'user' ? actor.userId : null);
