import { z } from 'zod';
import {
  CALL_MATCH,
  FaultOrders,
  isSameCall,
  isSamePerson,
  type CallTarget,
} from '../stand-in/fault-orders.ts';

export const faultMatchSchema = z.strictObject({
  ...CALL_MATCH,
  /** The user the address names. */
  email: z.string().optional(),
  accountId: z.string().optional(),
});

type FaultMatch = z.infer<typeof faultMatchSchema>;

/** What a request shows to be matched against. */
export interface FaultTarget extends CallTarget {
  readonly email: string | null;
  readonly accountId: string | null;
}

export function zoomFaults<E>(): FaultOrders<E, FaultMatch, FaultTarget> {
  return new FaultOrders<E, FaultMatch, FaultTarget>({
    isMeantFor: (match, target) =>
      isSameCall(match, target) &&
      isSamePerson(match.email, target.email) &&
      (match.accountId === undefined || match.accountId === target.accountId),
    accountOf: ({ accountId }) => accountId,
  });
}
