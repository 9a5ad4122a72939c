/** Somebody as an identity provider creates them. */
export interface NewPerson {
  readonly schemas: readonly string[];
  readonly userName: string;
  readonly externalId: string;
  readonly active: boolean;
  readonly displayName: string;
  readonly title: string;
  readonly name: { readonly givenName: string; readonly familyName: string };
  readonly emails: readonly { readonly value: string; readonly type: string; readonly primary: boolean }[];
}

/** Some people, the same in every run. */
export const peopleOf = (count: number): readonly NewPerson[] =>
  Array.from({ length: count }, (_, index) => {
    const userName = `person-${String(index)}@example.com`;
    return {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName,
      externalId: `external-${String(index)}`,
      active: true,
      displayName: `Person ${String(index)}`,
      title: 'Analyst',
      name: { givenName: 'Person', familyName: String(index) },
      emails: [{ value: userName, type: 'work', primary: true }],
    };
  });
