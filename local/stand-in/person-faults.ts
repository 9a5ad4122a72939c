import { z } from 'zod';
import {
  CALL_MATCH,
  FaultOrders,
  faultOrderSchema,
  isSameCall,
  isSamePerson,
  type CallTarget,
} from './fault-orders.ts';

const matchSchema = z.strictObject({
  ...CALL_MATCH,
  /** The account or tenant whose token is used. */
  account: z.string().optional(),
  /** Address or login of the person the path names. */
  person: z.string().optional(),
  /** Text found in the query as it was sent, e.g. `cursor=`. */
  query: z.string().optional(),
});

export type PersonMatch = z.infer<typeof matchSchema>;

export interface FaultTarget extends CallTarget {
  readonly account: string | null;
  readonly person: string | null;
  readonly query: string;
}

export type PersonFaults<E> = FaultOrders<E, PersonMatch, FaultTarget>;

/** Body of `POST /_control/faults` for a stand-in whose calls are about a person of an account. */
export function personFaultSchema<E extends z.ZodType>(effect: E) {
  return faultOrderSchema(effect, matchSchema.default({}));
}

export function personFaults<E>(): PersonFaults<E> {
  return new FaultOrders<E, PersonMatch, FaultTarget>({
    isMeantFor: (match, target) =>
      isSameCall(match, target) &&
      (match.account === undefined || match.account === target.account) &&
      isSamePerson(match.person, target.person) &&
      (match.query === undefined || target.query.includes(match.query)),
    accountOf: ({ account }) => account,
  });
}
