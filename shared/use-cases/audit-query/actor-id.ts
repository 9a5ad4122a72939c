import type { Actor } from '../../domain/audit-event.ts';

/** What an actor is found by: the id of a user, a program client, a token or a person, or the name of a worker or a vendor. */
export const actorId = (actor: Actor): string => {
  switch (actor.kind) {
    case 'user':
      return actor.userId;
    case 'client':
      return actor.clientId;
    case 'organization-token':
      return actor.tokenId;
    case 'person':
      return actor.personId;
    case 'system':
      return actor.name;
    case 'vendor':
      return actor.vendor;
  }
};
