import { tokenUses } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import { clientUses } from '../../records/client-uses.ts';
import type { Basics } from '../dependencies.ts';

/** What was used: a token, or a program client by one of its access tokens. */
export type UsedCredential =
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'client'; readonly clientId: string };

/** Remembers no more than these; then it starts anew, which costs a read each. */
const MOST = 1000;

const hourOf = (now: string): string => `${now.slice(0, 13)}:00:00.000Z`;

const idOf = (used: UsedCredential): string => (used.kind === 'token' ? used.tokenId : used.clientId);

const storedHour = async ({ store }: Pick<Basics, 'store'>, used: UsedCredential): Promise<string> => {
  const use =
    used.kind === 'token'
      ? await store.get(tokenUses, { tokenId: used.tokenId })
      : await store.get(clientUses, { clientId: used.clientId });
  return use?.lastUsedHour ?? '';
};

const useOf = (used: UsedCredential, lastUsedHour: string) =>
  used.kind === 'token'
    ? put(tokenUses, { tokenId: used.tokenId, lastUsedHour }, 'any')
    : put(clientUses, { clientId: used.clientId, lastUsedHour }, 'any');

/** Keeps when tokens and program clients were last used, to the hour: one write for each, hour and process at most, and never back. */
export const makeRecordUse = ({ store, clock }: Pick<Basics, 'store' | 'clock'>) => {
  const written = new Map<string, string>();
  return async (used: UsedCredential): Promise<void> => {
    const id = idOf(used);
    const hour = hourOf(clock.now());
    if (written.get(id) === hour) return;
    if (written.size >= MOST) written.clear();
    if ((await storedHour({ store }, used)) < hour) await store.writeMany([useOf(used, hour)]);
    written.set(id, hour);
  };
};
