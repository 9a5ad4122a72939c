import type { AuditEvent } from '../../domain/audit-event.ts';
import { type Credentials, howGone, makerGoneNotice } from '../../domain/maker-gone.ts';
import { isLive } from '../../domain/token.ts';
import { organizationTokens, programClients, tokens, users } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { type Recipient, type TellDependencies, type TellResult, eventMark, tellOnce } from './tell-once.ts';

type Deps = Pick<Basics, 'store' | 'clock'>;

/** The organization's tokens and program clients that a user made and that are good now. */
const madeBy = async ({ store, clock }: Deps, userId: string): Promise<Credentials> => {
  const now = clock.now();
  const refs: { tokenId: string }[] = [];
  for await (const { tokenId } of everyRecord(store, organizationTokens, {})) refs.push({ tokenId });
  const clients = [];
  for await (const client of everyRecord(store, programClients, {}))
    if (client.issuedBy === userId && isLive(client, now)) clients.push(client);
  const found = await store.getMany(tokens, refs);
  return {
    tokens: found.flatMap((token) => (token?.issuedBy === userId && isLive(token, now) ? [token] : [])),
    clients,
  };
};

const superAdmins = async ({ store }: Deps): Promise<Recipient[]> => {
  const told = new Map<string, Recipient>();
  for await (const { role, active, email } of everyRecord(store, users, {}))
    if (active && role === 'super-admin') told.set(email, { email, because: 'you are a Super Admin' });
  return [...told.values()];
};

/** Tells all Super Admins when somebody is deactivated or deleted who made tokens or program clients of the organization. */
export const tellOfMakerGone = async (deps: TellDependencies, event: AuditEvent): Promise<TellResult> => {
  const how = howGone(event);
  const userId = event.subjectId;
  if (how === null || userId === null) return { kind: 'told' };
  const user = await deps.store.get(users, { userId });
  const notice = makerGoneNotice(user?.userName ?? 'A user', how, await madeBy(deps, userId));
  if (notice === null) return { kind: 'told' };
  const { eventId } = event;
  const recipients = await superAdmins(deps);
  const markOf = eventMark(deps, eventId);
  const what = { about: 'Seatkeeper', reference: null, notice };
  return tellOnce(deps, { name: eventId, ...what, recipients, markOf });
};
