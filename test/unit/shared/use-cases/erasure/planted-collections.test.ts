import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { seeking } from '../../../../../shared/domain/erasure.ts';
import { scrubFor } from '../../../../../shared/domain/scrub.ts';
import { users } from '../../../../../shared/records/access.ts';
import { KEPT, ROW_RULES } from '../../../../../shared/use-cases/erasure/collection-rules.ts';
import { USER_RULE } from '../../../../../shared/use-cases/erasure/user-rule.ts';
import { plantedDocuments } from '../../../../support/planted-documents.ts';

const RECORDS = join(import.meta.dirname, '../../../../../shared/records');
const ADDRESS = 'zephyrina@example.com';

const collectionSchema = z.object({
  name: z.string(),
  schema: z.custom<z.ZodType>((value) => value instanceof z.ZodType),
});

const declared = async () => {
  const found = new Map<string, z.ZodType>();
  for (const file of readdirSync(RECORDS)) {
    const module = z.record(z.string(), z.unknown()).parse({ ...(await import(join(RECORDS, file))) });
    for (const exported of Object.values(module)) {
      const { success, data } = collectionSchema.safeParse(exported);
      if (success) found.set(data.name, data.schema);
    }
  }
  return found;
};

const collections = await declared();
const sought = seeking('per_00000000-gone', [ADDRESS]);
const looking = { sought, scrub: scrubFor(sought, null) };

const plantedIn = (name: string) => {
  const schema = collections.get(name);
  if (schema === undefined) throw new Error(`There is no ${name}.`);
  return plantedDocuments(schema, ADDRESS);
};

/**
 * Texts of records that nothing is taken out of, as somebody looked at them: ids, keys, states, labels of apps, words of our own and of
 * vendors about things. A field that comes new is looked at before it stands here: could a person stand in it?
 */
const LOOKED_AT: Readonly<Record<string, string>> = {
  pull: 'cursor.token failure platform.cursor.token',
  'platform-app': 'catalogName label platformAppId signInHost',
  'platform-log': 'cursor',
  'users-estimate': 'users.source.ssoAppIds[]',
  'people-count': 'counted from',
  insight: 'matches{} numbers{}',
  'insight-progress': 'after matches{} numbers{}',
  'insight-part': 'groups[].key',
  'insight-group': 'key',
  'logged-day': 'base summary.names[].name taken[].landing',
  'sso-app': 'catalogName label signInHost source.name source.platformAppId source.provider',
  'sso-app-source': 'sourceKey',
  'team-size': 'chartId managerId',
  'import-progress': 'chain taken',
  'set-draft': 'basedOn setId',
  'set-version': 'setId',
  export: 'content.filters.actor failure ownerId',
  'export-progress': 'after parts[].tag tailKey uploadId',
  'spend-period': 'setId',
  'spend-group': 'key setId',
  incident: 'reason',
  'failed-pulls': 'pulls[].failure',
  'connection-deletion': 'requestedBy.vendor',
  'preview-progress': 'after',
  'recheck-progress': 'after token',
  'run-pointer': 'list',
  'shard-counts': 'counts{} made{}',
  'vendor-tenant': 'instanceId vendor vendorTenantId',
  'refused-sign-ins': 'hour',
  lease: 'holder name',
  'rate-bucket': 'byHour{} day name',
  'denial-count': 'hour identity',
  'access-failure': 'network',
  'organization-token': 'tokenId',
  'sealed-minute': 'eventIds[] minute',
  'directory-list': 'chunks[].from',
  'directory-chunk': 'ids[]',
  'group-index': 'pointers[][].from',
  'user-name': 'userId userName',
  'user-external-id': 'externalId userId',
  'user-email': 'email',
  'custom-role': 'name',
  'role-name': 'name',
  group: 'displayName externalId members[].from',
  'group-name': 'displayName',
  'program-client': 'name',
  'webhook-receipt': 'receipt',
  'incident-notice': 'recipient telling',
  'owner-notice': 'eventId recipient',
  'oauth-state': 'codeVerifier connectionId cookieHash scopes[] startHash stateHash userId',
  'sign-in-attempt': 'codeVerifier cookieHash nonce returnTo stateHash',
  erasure:
    'after requestedBy.vendor sought.addresses[] sought.names[].first sought.names[].last sought.vendorIds[].id sought.vendorIds[].instanceId',
  'open-erasure': 'who',
};

const rules = [...ROW_RULES.values()].filter((rule) => rule !== USER_RULE);

describe('an address that stands wherever it may in a record', () => {
  it.each(rules.map((rule) => ({ rule, name: rule.name })))('is taken out of it: $name', ({ rule, name }) => {
    const { documents } = plantedIn(name);
    expect(documents.length).toBeGreaterThan(0);
    for (const document of documents) {
      const changes = rule.change(document, looking);
      expect(JSON.stringify(changes.map(({ document: left }) => left))).not.toContain(ADDRESS);
      if (JSON.stringify(document).includes(ADDRESS)) expect(changes).toHaveLength(1);
    }
  });

  it('is taken out of the profile of another user, whose own addresses stay', () => {
    const emails = [{ value: 'bob@example.com' }];
    for (const document of plantedIn(users.name).documents) {
      const user = users.schema.parse(document);
      if (user.scim === undefined) throw new Error('The user has no profile.');
      const own = { email: 'bob@example.com', userName: 'bob', externalId: null };
      const scim = { ...user.scim, profile: { ...user.scim.profile, emails } };
      expect(JSON.stringify(scim)).toContain(ADDRESS);
      const [change] = USER_RULE.change({ ...user, ...own, scim }, looking);
      expect(JSON.stringify(change)).not.toContain(ADDRESS);
      expect(change?.document).toMatchObject({ ...own, scim: { profile: { emails } } });
      // Who has the address goes as a whole, or stays as long as they may sign in.
      expect(USER_RULE.change(document, looking)).toEqual([]);
    }
  });
});

describe('a record that nothing is taken out of', () => {
  it.each(Object.values(KEPT).flat())('holds no text but those that were looked at: %s', (name) => {
    const fields = [...plantedIn(name).free].map((field) => field.replace(/^\./, '')).toSorted();
    expect(fields.join(' ')).toBe(LOOKED_AT[name] ?? '');
  });
});
