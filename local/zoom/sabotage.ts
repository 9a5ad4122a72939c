import { z } from 'zod';

/** Body of `POST /_control/sabotage`: the vendor side misbehaves without saying so. */
export const sabotageSchema = z.strictObject({
  kind: z.enum(['drop-patch', 'double-patch', 'wrong-person']),
  /** Only changes of this user; absent: of anybody. */
  email: z.string().optional(),
  /** `wrong-person`: who is changed instead; absent: the next active user of the same license. */
  otherEmail: z.string().optional(),
  times: z.number().int().min(1).default(1),
});

export type SabotageOrder = z.infer<typeof sabotageSchema>;

export class Sabotage {
  #open: { readonly order: SabotageOrder; left: number }[] = [];

  add(order: SabotageOrder): void {
    this.#open.push({ order, left: order.times });
  }

  /** The sabotage meant for this change, used up by one. */
  take(email: string): SabotageOrder | undefined {
    const found = this.#open.find(
      ({ order, left }) =>
        left > 0 && (order.email === undefined || order.email.toLowerCase() === email.toLowerCase()),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.order;
  }

  list(): readonly { readonly order: SabotageOrder; readonly left: number }[] {
    return this.#open;
  }

  clear(): void {
    this.#open = [];
  }
}
